"""The training scripts on made-up frames: python -m unittest test_training (half a minute)."""
import contextlib
import io
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file, save_file

import data
import pictures
from display import display, psnr
from evaluate import load_run
from net import Encoding, Painter, load_config, load_weights, paint, with_its_light, without_grid
from train import grid

HERE = Path(__file__).parent


def script(name, *arguments):
    done = subprocess.run([sys.executable, HERE / name, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout


class TrainingTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.temporary.name)
        script("make_synthetic.py", "--out", cls.folder, "--scenes", 3)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_a_grid_is_told_from_noise_and_slopes(self):
        dots = torch.zeros(1, 3, 144, 256)
        dots[..., 1::4, ::4] = 0.1
        noise = 0.1 * torch.randn(1, 3, 144, 256, generator=torch.Generator().manual_seed(1))
        slope = torch.linspace(0, 0.5, 256).expand(1, 3, 144, 256)
        self.assertAlmostEqual(grid(dots).item(), 0.1 * 2 * 15 / 256, places=5)
        self.assertLess(grid(noise).item(), 0.012)
        self.assertLess(grid(slope).item(), 0.0025)

    def test_trains_resumes_and_exports(self):
        run, weights = self.folder / "run", self.folder / "painter.safetensors"
        script("train.py", "--data", self.folder, "--run", run, "--minutes", 60, "--max-steps", 6)
        self.assertIn("resumed at step 6", script("train.py", "--data", self.folder, "--run", run, "--minutes", 60, "--max-steps", 12))
        script("export.py", "--run", run, "--out", weights)
        (state, model), (exported, exported_model) = load_run(run), load_weights(weights)
        self.assertEqual(model, exported_model)
        for name, value in state.items():
            torch.testing.assert_close(exported[name], value, rtol=1e-3, atol=1e-4)
        self.assertIn("4 held-out frames", script("evaluate.py", "--data", self.folder, "--weights", weights))

    def test_heldout_scenes_are_never_trained_on(self):
        training, heldout = data.training_frames(self.folder), data.heldout_frames(self.folder)
        self.assertEqual((len(training), len(heldout)), (8, 4))
        self.assertTrue(set(training.names).isdisjoint(heldout.names))

    def test_samples_come_in_turn_from_several_sets(self):
        options = {**load_config()["training"], "mirrorProbability": 0, "flipProbability": 0, "turnProbability": 0, "permuteProbability": 0, "exposureRangeInStops": 0, "hueDeviation": 0}
        frames = data.training_frames(self.folder)
        others = data.training_frames(self.folder)
        others.pixels = [np.zeros_like(pixels) for pixels in others.pixels]
        channels, _ = data.Batches([frames, others], options, np.random.default_rng(1)).next()
        empty = [not sample.any() for sample in channels["teacher"]]
        self.assertEqual(empty, [False, True] * (options["batchSize"] // 2))

    def test_untrained_painter_returns_the_composite(self):
        model = load_config()["model"]
        channels, look = data.whole(data.heldout_frames(self.folder), 0)
        for steps in (1, 3):
            with torch.no_grad():
                painted = paint(Painter(model), channels, look, model, steps)
            torch.testing.assert_close(painted, channels["composite"], rtol=1e-4, atol=1e-5)

    def test_encoding_inverts(self):
        encoding = Encoding(load_config()["model"])
        light = torch.logspace(-4, 4, 100)
        torch.testing.assert_close(encoding.decode(encoding.encode(light)), light, rtol=1e-4, atol=1e-6)

    def test_mirroring_keeps_shading_consistent(self):
        # A light along the camera's x axis: n·l must move with the pixel when the frame is mirrored with the light.
        frames = data.training_frames(self.folder)
        options = load_config()["training"] | {"mirrorProbability": 1, "flipProbability": 0, "turnProbability": 0, "permuteProbability": 0, "exposureRangeInStops": 0, "hueDeviation": 0}
        mirrored, _ = data._augmented(frames.pixels[0], frames.looks[0], options, np.random.default_rng(0))
        x = data.SLICES["normal"].start
        np.testing.assert_array_equal(mirrored[:, 0, x], -frames.pixels[0][:, -1, x].astype(np.float32))
        np.testing.assert_array_equal(mirrored[:, 0, x + 1], frames.pixels[0][:, -1, x + 1].astype(np.float32))

    def test_turning_keeps_shading_consistent(self):
        frames, x = data.training_frames(self.folder), data.SLICES["normal"].start
        still = {"mirrorProbability": 0, "flipProbability": 0, "turnProbability": 0, "permuteProbability": 0, "exposureRangeInStops": 0, "hueDeviation": 0}
        options = load_config()["training"] | still
        crop = frames.pixels[0][:64, :64]
        augmented = lambda **given: data._augmented(crop, frames.looks[0], options | given, np.random.default_rng(0))[0]
        flipped, turned = augmented(flipProbability=1), augmented(turnProbability=1)
        np.testing.assert_array_equal(flipped[0, :, x + 1], -crop[-1, :, x + 1].astype(np.float32))
        np.testing.assert_array_equal(flipped[0, :, x], crop[-1, :, x].astype(np.float32))
        np.testing.assert_array_equal(turned[5, 9, [x, x + 1, x + 2]], crop[9, 5, [x + 1, x, x + 2]].astype(np.float32))

    def test_a_grid_is_taken_out_and_an_edge_stays(self):
        composite = torch.full((1, 3, 66, 70), 0.5)
        x, y = torch.arange(70).view(1, 1, 1, -1), torch.arange(66).view(1, 1, -1, 1)
        even, grid, edge = 0.9 * composite, 0.006 * ((x % 4 == 1) & (y % 4 == 2)), 0.3 * (x > 33)
        for change, left in ((grid, 0.0015), (edge, 0.005)):
            painted = even + change
            wanted = even if change is grid else painted
            self.assertLess((without_grid(painted, composite) - wanted).abs().max().item(), left)
        self.assertGreater((even + grid - even).abs().max().item(), 0.005)

    def test_the_light_stays_the_composites_and_detail_does_not(self):
        composite = torch.full((1, 3, 66, 70), 0.5)
        x, y = torch.arange(70).view(1, 1, 1, -1), torch.arange(66).view(1, 1, -1, 1)
        cloud = 1 - 0.3 * torch.exp(-((x - 35) ** 2 + (y - 33) ** 2) / 1500)
        stripes = 1 + 0.2 * (x % 5 < 2).float() - 0.08
        kept = with_its_light(composite * cloud, composite)
        self.assertLess((composite * cloud).min().item(), 0.36)
        self.assertGreater(kept.min().item(), 0.44)
        self.assertLess(kept.min().item(), 0.49)
        torch.testing.assert_close(with_its_light(composite * cloud * stripes, composite), kept * stripes, rtol=0.05, atol=0)

    def test_where_the_light_is_far_off_the_composite_shows(self):
        composite = torch.full((1, 3, 66, 70), 0.5)
        kept = with_its_light(composite * torch.where(torch.arange(70) < 35, 4, 1.05), composite)
        torch.testing.assert_close(kept[..., :25], composite[..., :25])
        self.assertGreater(kept[..., 50:].min().item(), 0.515)

    def test_display_is_bounded_and_has_gradients_everywhere(self):
        light = torch.tensor([0.0, 1e-6, 0.18, 1.0, 100.0, 60000.0]).view(1, 1, 1, -1).repeat(1, 3, 1, 1).requires_grad_()
        shown = display(light)
        self.assertTrue(bool(((shown >= 0) & (shown <= 1)).all()))
        self.assertTrue(bool((shown[..., 1:] >= shown[..., :-1] - 1e-4).all()))
        shown.sum().backward()
        self.assertTrue(bool(torch.isfinite(light.grad).all()))


class TeacherTests(unittest.TestCase):
    def test_two_halves_tell_how_noisy_their_mean_is(self):
        import teacher
        random = np.random.default_rng(3)
        truth = 0.2 + 0.1 * np.sin(np.arange(64 * 64 * 3) / 40).reshape(64, 64, 3)
        for amount in (0.003, 0.03):
            halves = [truth + amount * random.standard_normal(truth.shape) for _ in range(2)]
            estimate, actual = teacher.decibels(*halves) + 6, teacher.decibels((halves[0] + halves[1]) / 2, truth)
            self.assertLess(abs(estimate - actual), 0.5)

    def test_a_part_of_the_film_lies_where_it_does_in_the_whole(self):
        import teacher
        frame, size = {"fovDegrees": 50, "rotation": np.eye(3).flatten().tolist(), "position": [0, 0, 0]}, (24, 16)
        lamp = teacher.lamps_of([{"centre": [0.7, -0.3, 3], "radius": 0.5, "luminance": [1, 2, 3]}])
        scene, seen = teacher.mi.load_dict({"type": "scene", **lamp}), teacher.mi.load_dict({"type": "path", "max_depth": 1})
        whole = teacher.colours(scene, teacher.sensor_of(frame, size, 1), seen, 64, 0)
        part = teacher.where_seen(whole, frame, size, lambda sensor: teacher.colours(scene, sensor, seen, 64, 1))
        self.assertLess((whole > 0).mean(), 0.3)
        np.testing.assert_array_equal(part[whole == 0], 0)
        inside = whole[..., 0] >= 0.999
        self.assertGreater(inside.sum(), 8)
        np.testing.assert_allclose(part[inside], whole[inside], atol=0.01)


class KeptPictureTests(unittest.TestCase):
    """A scene's pictures in the repository and out of it again."""

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = Path(self.temporary.name)
        self.addCleanup(self.temporary.cleanup)
        pictures.STORE = self.folder / "store"
        pictures.STORE.mkdir()

    def scene(self, number):
        """A smooth picture with edges, sunlight and night in it."""
        folder = self.folder / f"scenes/{number:06d}"
        folder.mkdir(parents=True)
        y, x = np.mgrid[:48, :64] / 64
        light = 0.18 * np.exp2(8 * x - 5)[..., None] * [1.0, 0.8, 0.6] * np.where((y > 0.4) & (x > 0.5), 0.1, 1.0)[..., None]
        save_file({"teacher": light.astype(np.float16), "scale": np.array([0.25], np.float32)}, folder / "teacher-1.safetensors")
        (folder / "scene.json").write_text('{"size": [64, 48]}')
        (folder / "world.json").write_text('{"name": "a world"}')
        return folder, light

    def test_pictures_come_back(self):
        for number, least in ((3, 45), (900_003, 52)):
            folder, light = self.scene(number)
            self.assertTrue(pictures.keep(folder))
            self.assertFalse(pictures.keep(folder), "kept already")
            other = self.folder / f"other{number}"
            pictures.restore_all(other, heldout=number >= 900_000)
            back = load_file(other / f"scenes/{folder.name}/teacher-1.safetensors")
            shown = [display(torch.from_numpy(p.astype(np.float32)).permute(2, 0, 1)[None]) for p in (light, back["teacher"])]
            self.assertGreater(psnr(*shown).item(), least)
            self.assertEqual(float(back["scale"][0]), 0.25)
            self.assertEqual((other / f"scenes/{folder.name}/world.json").read_text(), '{"name": "a world"}')

    def test_other_materials_are_told(self):
        folder, _ = self.scene(3)
        pictures.keep(folder)
        told, today = io.StringIO(), pictures.matter
        self.addCleanup(setattr, pictures, "matter", today)
        pictures.matter = lambda: "of another day"
        with contextlib.redirect_stdout(told):
            pictures.restore_all(self.folder / "other", heldout=False)
        self.assertIn("1 of these scenes were rendered before the materials last changed", told.getvalue())

    def test_a_broken_zip_is_named(self):
        folder, _ = self.scene(3)
        pictures.keep(folder)
        archive = pictures.STORE / "000003.zip"
        archive.write_bytes(archive.read_bytes()[:-200])
        with self.assertRaises(SystemExit) as stopped:
            pictures.restore_all(self.folder / "other", heldout=False)
        self.assertIn("000003.zip", str(stopped.exception))


if __name__ == "__main__":
    unittest.main()
