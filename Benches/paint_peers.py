"""One evaluation of the painter's network, side by side: Veneer's own kernels, PyTorch eager and compiled, ONNX Runtime and OpenVINO; the same
weights, sizes and threads, one run; in singles, and in bfloat16 where this processor multiplies it. On a graphics card: Veneer's Vulkan kernels and PyTorch with CUDA graphs, both in half precision.

    ./veneer python -m pip install -r Benches/requirements.txt     # once; not for --gpu
    ./veneer python Benches/paint_peers.py [--size 384x216] [--frames 20] [--json F] [--gpu [--device NAME]]

Veneer's figure holds also the input's assembly and the picture's decoding; the peers' is the network alone. All see the same machine in turns: rounds go
round the peers, and each one's best and median over all rounds are shown, with its share of a matrix product's rate (OpenBLAS's sgemm, one thread).
"""
import argparse
import copy
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
import torch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Training"))
from net import Painter, cost, input_count, load_weights, pad  # noqa: E402

ROUNDS = 3
# How far off the network's own result something may be that counts as the same network.
SINGLE, HALVED = 1e-3, 0.1
WEIGHTS = ROOT / "Models" / "painter-s.safetensors"


def veneer(size, threads, frames):
    """By precision, milliseconds a frame: best and median."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "rows"
        subprocess.run(
            [ROOT / "veneer", "bench", "paint", "--size", size, "--frames", str(frames), "--weights", WEIGHTS, "--json", file],
            check=True, stdout=subprocess.DEVNULL, env=os.environ | {"VENEER_THREADS": str(threads)})
        rows = [json.loads(line) for line in file.read_text().splitlines()]
    own = {}
    for row in rows:
        place = row["case"].split(" on ", 1)[1]
        if place.startswith(f"{threads} thread"):
            own.setdefault("veneer" + place.removeprefix(f"{threads} thread").removeprefix("s"), {})[row["metric"]] = row["value"]
    return {name: (metrics["best frame"], metrics["frame"]) for name, metrics in own.items()}


def veneer_on_device(size, frames, device):
    """By where it paints: the metrics of `veneer bench paint` on the Vulkan device."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "rows"
        named = ["--device", device] if device else []
        subprocess.run(
            [ROOT / "veneer", "bench", "paint", "--painter-device", "gpu", "--size", size, "--frames", str(frames), "--weights", WEIGHTS, "--json", file] + named,
            check=True, stdout=subprocess.DEVNULL)
        places = {}
        for row in map(json.loads, file.read_text().splitlines()):
            places.setdefault(row["case"].split(" on ", 1)[1], {})[row["metric"]] = row["value"]
    return places


def timed(work, frames):
    work()
    walls = []
    for _ in range(frames):
        began = time.perf_counter()
        work()
        walls.append((time.perf_counter() - began) * 1e3)
    return min(walls), statistics.median(walls)


class Peers:
    """The same network and input in every runtime; each peer is a function of the number of threads that returns one evaluation to call."""

    def __init__(self, size):
        width, height = map(int, size.split("x"))
        state, self.model = load_weights(WEIGHTS)
        self.net = Painter(self.model).eval()
        self.net.load_state_dict(state)
        torch.manual_seed(1)
        x = pad(torch.rand(1, input_count(self.model), height, width))
        self.inputs = (x[:, :3].contiguous(), x, torch.cat([torch.rand(1, self.model["lookFeatureCount"]), torch.ones(1, 1)], 1))
        with torch.inference_mode():
            self.expected = self.net(*self.inputs).numpy()
        self.gigaflop = cost(self.model)[0] * x.shape[-1] * x.shape[-2] / 1e9

    def checked(self, name, work, tolerance=SINGLE):
        """A peer that computes something else isn't one."""
        off = float(np.abs(np.asarray(work()) - self.expected).max())
        if off > tolerance:
            sys.exit(f"paint_peers: {name} is {off:.4f} off the network's own result")
        return work

    def eager(self, threads):
        torch.set_num_threads(threads)
        net = self.net.to(memory_format=torch.channels_last)
        composite, x, look = self.inputs
        x = x.contiguous(memory_format=torch.channels_last)

        def work():
            with torch.inference_mode():
                return net(composite, x, look)
        return self.checked("pytorch eager", work)

    def compiled(self, threads, halved=False):
        """`halved`: products of bfloat16."""
        torch.set_num_threads(threads)
        torch.compiler.reset()
        net = torch.compile(self.net.to(memory_format=torch.channels_last))
        composite, x, look = self.inputs
        x = x.contiguous(memory_format=torch.channels_last)

        def work():
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=halved):
                return net(composite, x, look)
        return self.checked("pytorch compiled", lambda: work().float(), HALVED if halved else SINGLE)

    def onnx(self, threads):
        import onnxruntime

        with tempfile.TemporaryDirectory() as scratch:
            file = str(Path(scratch) / "painter.onnx")
            torch.onnx.export(self.net.to(memory_format=torch.contiguous_format), self.inputs, file, input_names=["composite", "x", "look"], verbose=False)
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
            session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        feed = dict(zip(["composite", "x", "look"], (tensor.numpy() for tensor in self.inputs)))
        return self.checked("onnxruntime", lambda: session.run(None, feed)[0])

    def openvino(self, threads, halved=False):
        import openvino

        core = openvino.Core()
        model = openvino.convert_model(self.net.to(memory_format=torch.contiguous_format), example_input=self.inputs)
        compiled = core.compile_model(model, "CPU", {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "bf16" if halved else "f32"})
        request = compiled.create_infer_request()
        feed = [tensor.numpy() for tensor in self.inputs]
        return self.checked("openvino", lambda: request.infer(feed)[0], HALVED if halved else SINGLE)

    def cuda_graph(self):
        """Half precision, channels last, the whole network one graph that is replayed."""
        net = copy.deepcopy(self.net).half().to("cuda", memory_format=torch.channels_last)
        composite, x, look = (tensor.half().to("cuda") for tensor in self.inputs)
        x = x.contiguous(memory_format=torch.channels_last)
        with torch.inference_mode():
            side = torch.cuda.Stream()
            with torch.cuda.stream(side):
                for _ in range(3):
                    net(composite, x, look)
            torch.cuda.current_stream().wait_stream(side)
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph):
                out = net(composite, x, look)

        def work():
            graph.replay()
            torch.cuda.synchronize()
            return out
        self.checked("pytorch with a cuda graph", lambda: work().float().cpu().numpy(), tolerance=0.03)
        return work


def on_card(peers, arguments):
    """Lines to print and rows; Veneer's figure on the device holds assembly and decoding, its frame also the planes' way there and back."""
    figures = {}
    if torch.cuda.is_available():
        best, median = timed(peers.cuda_graph(), arguments.frames)
        figures[f"pytorch cuda graph, {torch.cuda.get_device_name()}"] = {"best": best, "median": median}
    else:
        print("paint_peers: PyTorch sees no CUDA device; its row is left out")
    for place, metrics in veneer_on_device(arguments.size, arguments.frames, arguments.device).items():
        figures[f"veneer, {place}"] = {"median on the device": metrics["stage: on the device"], "median frame": metrics["frame"]}
    rows = []
    for name, values in figures.items():
        for metric, value in values.items():
            rows.append({"bench": "paint", "case": arguments.size, "metric": metric, "value": value, "unit": "ms", "peer": name})
            print(f"{arguments.size:10s} {name}: {metric} {value:.2f} ms, {peers.gigaflop / value:.1f} TFLOP/s")
    return rows


def sgemm_rate():
    """GFLOP/s of one thread's product of two squares that fit the cache: what the others are a share of."""
    n = 768
    a, b = np.random.rand(n, n).astype(np.float32), np.random.rand(n, n).astype(np.float32)
    torch.set_num_threads(1)
    a, b = torch.from_numpy(a), torch.from_numpy(b)
    best, _ = timed(lambda: a @ b, 30)
    return 2 * n ** 3 / best / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="384x216")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--frames", type=int, default=20)
    parser.add_argument("--json", type=Path, help="also write one object a line")
    parser.add_argument("--gpu", action="store_true", help="on the graphics card instead: Veneer by Vulkan, PyTorch by CUDA graphs")
    parser.add_argument("--device", help="with --gpu: the Vulkan device, as ./veneer --device has it")
    arguments = parser.parse_args()
    peers = Peers(arguments.size)
    if arguments.gpu:
        rows = on_card(peers, arguments)
        if arguments.json:
            arguments.json.write_text("".join(json.dumps(row) + "\n" for row in rows))
        return
    runtimes = {"pytorch eager": peers.eager, "pytorch compiled": peers.compiled, "onnxruntime": peers.onnx, "openvino": peers.openvino}
    if torch.cpu._is_avx512_bf16_supported():
        runtimes |= {"pytorch compiled, bfloat16": partial(peers.compiled, halved=True), "openvino, bfloat16": partial(peers.openvino, halved=True)}
    rows = []
    for threads in map(int, arguments.threads.split(",")):
        works = {}
        for name, make in runtimes.items():
            try:
                works[name] = make(threads)
            except ImportError as error:
                sys.exit(f"paint_peers: {error}; run: ./veneer python -m pip install -r Benches/requirements.txt")
        found = {}
        for _ in range(ROUNDS):
            for name, figures in veneer(arguments.size, threads, arguments.frames).items():
                found.setdefault(name, []).append(figures)
            for name, work in works.items():
                torch.set_num_threads(threads)
                found.setdefault(name, []).append(timed(work, arguments.frames))
        peak = sgemm_rate()
        for name, figures in found.items():
            best, median = min(f[0] for f in figures), statistics.median(f[1] for f in figures)
            case = f"{arguments.size}, {threads} thread{'s' if threads > 1 else ''}"
            for metric, value, unit in (("best", best, "ms"), ("median", median, "ms"), ("rate", peers.gigaflop / best * 1e3, "GFLOP/s"),
                                        ("share of sgemm", peers.gigaflop / best * 1e3 / (peak * threads), "")):
                rows.append({"bench": "paint", "case": case, "metric": metric, "value": value, "unit": unit, "peer": name})
            print(f"{case:22s} {name:26s} best {best:7.1f} ms  median {median:7.1f} ms  {peers.gigaflop / best * 1e3:6.0f} GFLOP/s, "
                  f"{peers.gigaflop / best * 1e3 / (peak * threads):.2f} of sgemm's", flush=True)
    if arguments.json:
        arguments.json.write_text("".join(json.dumps(row) + "\n" for row in rows))


if __name__ == "__main__":
    main()
