"""The training scripts on made-up frames: python -m unittest test_training (half a minute)."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

import data
from display import display
from evaluate import load_run
from net import Encoding, Painter, load_config, load_weights, paint

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
        options = {**load_config()["training"], "mirrorProbability": 0, "permuteProbability": 0, "exposureRangeInStops": 0, "hueDeviation": 0}
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
        options = load_config()["training"] | {"mirrorProbability": 1, "permuteProbability": 0, "exposureRangeInStops": 0, "hueDeviation": 0}
        mirrored, _ = data._augmented(frames.pixels[0], frames.looks[0], options, np.random.default_rng(0))
        x = data.SLICES["normal"].start
        np.testing.assert_array_equal(mirrored[:, 0, x], -frames.pixels[0][:, -1, x].astype(np.float32))
        np.testing.assert_array_equal(mirrored[:, 0, x + 1], frames.pixels[0][:, -1, x + 1].astype(np.float32))

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


if __name__ == "__main__":
    unittest.main()
