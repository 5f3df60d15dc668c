"""What one evaluation costs in PyTorch eager, with the same weights: the peer of the engine's own painter.

    python bench_torch.py --weights ../Models/painter-s.safetensors [--size 384x216] [--threads 1,2] [--json]

Wall time and processor time; the second is the fairer where other work shares the machine.
"""
import argparse
import json
import time

import torch

from net import COMPONENTS, Painter, cost, input_count, load_weights, pad, paint


def timed(work, repetitions):
    """Median and best wall time, and mean processor time, in milliseconds."""
    work()
    walls, processor = [], time.process_time()
    for _ in range(repetitions):
        began = time.perf_counter()
        work()
        walls.append((time.perf_counter() - began) * 1e3)
    processor = (time.process_time() - processor) * 1e3 / repetitions
    return sorted(walls)[len(walls) // 2], min(walls), processor


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--size", default="384x216")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--repetitions", type=int, default=20)
    parser.add_argument("--json", action="store_true", help="one object a line")
    arguments = parser.parse_args()
    width, height = map(int, arguments.size.split("x"))
    state, model = load_weights(arguments.weights)
    net = Painter(model).to(memory_format=torch.channels_last)
    net.load_state_dict(state)
    torch.manual_seed(1)
    channels = {entry["channel"]: torch.rand(1, COMPONENTS[entry["channel"]], height, width) for entry in model["inputs"] if entry["channel"] != "state"}
    look = torch.rand(1, model["lookFeatureCount"])
    x = pad(torch.rand(1, input_count(model), height, width)).contiguous(memory_format=torch.channels_last)
    composite, look_and_time = x[:, :3].contiguous(), torch.cat([look, torch.ones(1, 1)], 1)
    gigaflop = cost(model)[0] * x.shape[-1] * x.shape[-2] / 1e9

    for threads in map(int, arguments.threads.split(",")):
        torch.set_num_threads(threads)
        with torch.inference_mode():
            cases = {
                "network alone": timed(lambda: net(composite, x, look_and_time), arguments.repetitions),
                "whole frame": timed(lambda: paint(net, channels, look, model), arguments.repetitions),
            }
        for case, (median, best, processor) in cases.items():
            name = f"{arguments.size}, {threads} thread(s), {case}"
            if arguments.json:
                for metric, value, unit in (("ms_per_frame", median, "ms"), ("best_ms_per_frame", best, "ms"), ("processor_ms_per_frame", processor, "ms")):
                    print(json.dumps({"bench": "paint", "case": name, "metric": metric, "value": value, "unit": unit, "peer": "pytorch-eager"}))
            else:
                print(f"{name}: median {median:.1f} ms, best {best:.1f}, processor {processor:.1f}; {gigaflop / median * 1e3:.0f} GFLOP/s")


if __name__ == "__main__":
    main()
