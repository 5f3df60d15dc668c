"""The GPU kit's parts: python -m unittest test_gpu_kit (seconds). `gpu_kit.py rehearse` goes through all of it (minutes)."""
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import torch

import data
import gpu_kit
import gpu_pieces
from loaders import Loaders
from net import cost, load_config


class Folder(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)


class PieceTests(Folder):
    def cut(self, most=5000):
        (self.folder / "tree/deep").mkdir(parents=True)
        (self.folder / "tree/deep/random").write_bytes(os.urandom(23_456))
        (self.folder / "tree/empty").write_bytes(b"")
        (self.folder / "link").symlink_to(self.folder / "tree/empty")
        return gpu_pieces.cut([("tree", self.folder / "tree"), ("linked", self.folder / "link")], self.folder / "pieces", most)

    def test_what_is_cut_joins_again(self):
        names = self.cut()
        sizes = [(self.folder / "pieces" / name).stat().st_size for name in names]
        self.assertGreaterEqual(len(names), 5)
        self.assertTrue(all(size == 5000 for size in sizes[:-1]) and 0 < sizes[-1] <= 5000)
        gpu_pieces.join(self.folder / "pieces", self.folder / "again")
        self.assertEqual((self.folder / "again/tree/deep/random").read_bytes(), (self.folder / "tree/deep/random").read_bytes())
        # What a link points to travels, not the link.
        self.assertFalse((self.folder / "again/linked").is_symlink())

    def test_missing_and_damaged_pieces_are_named(self):
        names, pieces = self.cut(), self.folder / "pieces"
        self.assertEqual(gpu_pieces.missing(pieces), [])
        content = (pieces / names[1]).read_bytes()
        (pieces / names[1]).unlink()
        self.assertEqual(gpu_pieces.missing(pieces), [names[1]])
        (pieces / names[1]).write_bytes(bytes([content[0] ^ 1]) + content[1:])
        with self.assertRaisesRegex(SystemExit, names[1]):
            gpu_pieces.missing(pieces)
        (pieces / gpu_pieces.LIST).unlink()
        self.assertIsNone(gpu_pieces.missing(pieces))


class WorkTests(Folder):
    def work(self, seconds):
        return gpu_kit.Work(self.folder, time.time() + seconds)

    def test_what_is_late_is_stopped_and_what_fails_is_named(self):
        work = self.work(1)
        sleeper = ([sys.executable, "-c", "import time; time.sleep(60)"], os.environ)
        began = time.time()
        self.assertFalse(work.run([("sleeper", sleeper)]))
        self.assertLess(time.time() - began, 10)
        self.assertIsNotNone(work.children[0].poll())
        with self.assertRaisesRegex(SystemExit, "(?s)broken failed.*no such luck"):
            self.work(20).run([("broken", ([sys.executable, "-c", "raise SystemExit('no such luck')"], os.environ))])

    def test_a_killed_call_leaves_nothing_running(self):
        script = f"import os, sys, time, gpu_kit, pathlib; work = gpu_kit.Work(pathlib.Path({str(self.folder)!r}), time.time() + 60); " \
                 "child = work.start(([sys.executable, '-c', 'import time; time.sleep(60)'], os.environ), 'child'); print(child.pid, flush=True); time.sleep(60)"
        call = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent)
        child = int(call.stdout.readline())
        call.kill()
        call.wait()
        call.stdout.close()
        time.sleep(1)
        state = Path(f"/proc/{child}/stat")
        self.assertTrue(not state.exists() or state.read_text().split()[2] == "Z")

    def test_finished_stages_stay_finished(self):
        self.work(1).finish("install")
        self.assertEqual(self.work(1).done, {"install"})

    def test_pieces_may_come_in_any_order_over_several_calls(self):
        (self.folder / "content").write_bytes(os.urandom(9_000))
        (self.folder / "machine").mkdir()
        names = gpu_pieces.cut([("plan.json", self.folder / "content")], self.folder / "pieces", 4_000)
        work = gpu_kit.Work(self.folder / "machine", time.time() + 60)
        for name in [*names[::-1], gpu_pieces.LIST]:
            lot = self.folder / f"lot-{name}"
            lot.mkdir()
            (lot / name).write_bytes((self.folder / "pieces" / name).read_bytes())
            self.assertEqual(gpu_kit.take_in(work, lot), name == gpu_pieces.LIST)
        self.assertEqual((work.kit / "plan.json").read_bytes(), (self.folder / "content").read_bytes())

    def test_results_go_back_a_few_at_a_time_and_each_once(self):
        (self.folder / "big").write_bytes(os.urandom(10_000))
        names = gpu_pieces.cut([("big", self.folder / "big")], self.folder / "sent", 1_500)
        work, back = self.work(60), []
        for call in range(3):
            out = self.folder / f"out-{call}"
            gpu_kit.hand_back(work, out, most=3)
            self.assertTrue((out / gpu_pieces.LIST).exists())
            came = sorted(path.name for path in out.glob("piece-*"))
            self.assertLessEqual(len(came), 3)
            back += came
        self.assertEqual(back, names)


class PlanTests(unittest.TestCase):
    def test_the_large_painter_fits(self):
        flop, parameters = cost(load_config()["model"] | gpu_kit.LARGE)
        self.assertLessEqual(2 * parameters, 15e6)
        self.assertGreater(parameters, 3 * cost(load_config()["model"])[1])

    def test_new_scenes_are_none_that_is_held_out(self):
        self.assertLess(gpu_kit.PLAN["firstScene"] + gpu_kit.PLAN["scenes"], data.HELDOUT_FROM)


class LoaderTests(Folder):
    def test_loaders_bring_different_batches_in_turn(self):
        from test_training import script
        script("make_synthetic.py", "--out", self.folder, "--scenes", 2)
        options = load_config()["training"]
        batches = Loaders([data.training_frames(self.folder)], options, [1, 0], 3)
        seen = [batches.next()[0]["teacher"] for _ in range(6)]
        self.assertTrue(all(len(batch) == options["batchSize"] and torch.isfinite(batch).all() for batch in seen))
        self.assertFalse(any(a.shape == b.shape and torch.equal(a, b) for k, a in enumerate(seen) for b in seen[:k]))


if __name__ == "__main__":
    unittest.main()
