"""Trains the painter; stops after --minutes of its own work and resumes from its checkpoint.

    python train.py --data DIR --run DIR --minutes 60 --threads 2
    python train.py --data DIR --run DIR --minutes 60 --start ../Models/painter-s.safetensors   # goes on from exported weights
"""
import argparse
import json
import os
import time
from pathlib import Path

import numpy as np
import torch

import data
from display import display, psnr, ssim
from loaders import Loaders
from net import Encoding, Painter, assemble, cost, load_config, load_weights, paint, pad, with_its_light


def amount_of_detail(picture):
    """The root mean square of the gradients over eight by eight pixels."""
    squares = (picture[..., 1:, 1:] - picture[..., 1:, :-1]).square() + (picture[..., 1:, 1:] - picture[..., :-1, 1:]).square()
    return (torch.nn.functional.avg_pool2d(squares, 8) + 1e-5).sqrt()


def grid(error, period=4, repeats=8):
    """What repeats every four pixels, as the network's layout does, over squares of 32: detail made of nothing else is seen as a grid of dots."""
    height, width = (side // period * period for side in error.shape[-2:])
    phases = [error[..., i:height:period, j:width:period] for i in range(period) for j in range(period)]
    repeated = torch.stack([torch.nn.functional.avg_pool2d(phase, repeats) for phase in phases])
    return (repeated - repeated.mean(0)).abs().mean()


def losses(estimate, composite, teacher, encoding, options):
    """After the display transform: L1, its square (edges are few pixels with large errors), its gradients, its coarse part, how much
    detail there is nearby, wherever it lies, and what of it is a grid; and a little in the logarithm."""
    painted = with_its_light(encoding.decode(estimate), composite)
    shown, truth = display(painted), display(teacher)
    error = shown - truth
    across = (error[..., 1:] - error[..., :-1]).abs().mean() + (error[..., 1:, :] - error[..., :-1, :]).abs().mean()
    coarse = torch.nn.functional.avg_pool2d(error, 8).abs().mean()
    encoded = (encoding.encode(painted) - encoding.encode(teacher)).abs().mean()
    detail = (amount_of_detail(shown) - amount_of_detail(truth)).abs().mean()
    return (error.abs().mean() + options["detailLossWeight"] * detail + options["squaredLossWeight"] * error.square().mean()
            + options["gradientLossWeight"] * across + options["coarseLossWeight"] * coarse + options["gridLossWeight"] * grid(error)
            + options["encodedLossWeight"] * encoded)


def bridge_sample(channels, encoding, model, options, rng):
    """A state on the bridge for each picture, and its time: often its start, t = 1, where run time begins."""
    count = len(channels["composite"])
    t = np.where(rng.random(count) < options["finalTimeProbability"], 1.0, rng.uniform(0.05, 1.0, count))
    start = encoding.encode(channels["composite"]) + model["noiseScale"] * channels["noise"]
    t = start.new_tensor(t)
    weight = t.view(-1, 1, 1, 1)
    return (1 - weight) * encoding.encode(channels["teacher"]) + weight * start, t


def step_loss(net, channels, look, model, options, rng, precision="float32"):
    encoding = Encoding(model)
    teacher = channels["teacher"]
    height, width = teacher.shape[-2:]
    channels = {name: pad(value) for name, value in channels.items()}
    state, t = bridge_sample(channels, encoding, model, options, rng)
    x = assemble(channels, state, model).contiguous(memory_format=torch.channels_last)
    composite = encoding.encode(channels["composite"])
    with torch.autocast(look.device.type, torch.bfloat16, enabled=precision == "bf16"):
        estimate = net(composite, x, torch.cat([look, t[:, None]], 1))[..., :height, :width].float()
    return losses(estimate, channels["composite"][..., :height, :width], teacher, encoding, options)


@torch.no_grad()
def score(net, frames, model, limit=48):
    """Mean held-out PSNR and SSIM of the painted frames and of the composites, after the display transform."""
    sums, stride = np.zeros(4), max(1, len(frames) // limit)
    chosen = range(0, len(frames), stride)
    for index in chosen:
        channels, look = on(next(net.parameters()).device, *data.whole(frames, index))
        truth, composite = display(channels["teacher"]), display(channels["composite"])
        painted = display(paint(net, channels, look, model))
        sums += [psnr(painted, truth).item(), ssim(painted, truth).item(), psnr(composite, truth).item(), ssim(composite, truth).item()]
    return sums / len(chosen)


def on(device, channels, look):
    return {name: value.to(device) for name, value in channels.items()}, look.to(device)


def save(path, **content):
    """Whole or not at all: a crash leaves the previous checkpoint."""
    temporary = path.with_suffix(".writing")
    torch.save(content, temporary)
    os.replace(temporary, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--also", help="a folder of other frames, of which every second sample is one")
    parser.add_argument("--run", required=True, help="folder for the checkpoint and the log")
    parser.add_argument("--minutes", type=float, required=True, help="training time in all, earlier runs of the same folder included")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--config", default=None)
    parser.add_argument("--start", help="exported weights to begin a new run with, rather than random ones")
    parser.add_argument("--heldout", help="folder of the scenes to evaluate on (default: those of --data)")
    parser.add_argument("--device", default="cpu", help="where the network is trained (default cpu)")
    parser.add_argument("--precision", choices=["float32", "bf16"], default="float32", help="of the network's own arithmetic; losses are always in float32")
    parser.add_argument("--loaders", type=int, default=0, help="threads that make batches ahead (default: none)")
    parser.add_argument("--max-steps", type=int, default=None, help="end after so many steps, whatever time they took: the rate falls towards whichever end comes first")
    arguments = parser.parse_args()

    config = load_config(arguments.config)
    model, options = config["model"], config["training"]
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(options["seed"])
    run = Path(arguments.run)
    run.mkdir(parents=True, exist_ok=True)
    checkpoint = run / "checkpoint.pt"

    net = Painter(model)
    if arguments.start:
        state, of = load_weights(arguments.start)
        if of != model:
            raise SystemExit(f"{arguments.start}: weights of another model than {arguments.config or 'config.json'} describes")
        net.load_state_dict(state)
    net = net.to(arguments.device, memory_format=torch.channels_last)
    if arguments.precision == "bf16":
        # A gain near 1 has too few digits in bf16.
        net.head1.register_forward_hook(lambda layer, inputs, output: output.float())
    average = Painter(model).to(arguments.device)
    average.load_state_dict(net.state_dict())
    optimiser = torch.optim.AdamW(net.parameters(), lr=options["learningRate"], betas=(0.9, 0.99), weight_decay=options["weightDecay"])
    step, spent, started_from = 0, 0.0, arguments.start
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False, map_location=arguments.device)
        if saved["config"]["model"] != model:
            raise SystemExit(f"{checkpoint}: made with another model configuration; use a new --run folder")
        net.load_state_dict(saved["net"])
        average.load_state_dict(saved["average"])
        optimiser.load_state_dict(saved["optimiser"])
        step, spent, started_from = saved["step"], saved["seconds"], saved.get("start", arguments.start)
        print(f"resumed at step {step}, {spent / 60:.1f} min", flush=True)

    rng = np.random.default_rng([options["seed"], step])
    frames, heldout = data.training_frames(arguments.data), data.heldout_frames(arguments.heldout or arguments.data)
    if len(frames) == 0:
        raise SystemExit(f"{arguments.data}: no training frames with a teacher; run the exporter and the teacher first")
    others = data.training_frames(arguments.also) if arguments.also else []
    if arguments.also and len(others) == 0:
        raise SystemExit(f"{arguments.also}: no frames with a teacher to train on beside the others")
    sets = [frames, others] if len(others) else [frames]
    batches = Loaders(sets, options, [options["seed"], step], arguments.loaders) if arguments.loaders else data.Batches(sets, options, rng)
    flop, parameters = cost(model)
    print(f"{len(frames)} training{f', {len(others)} other' if len(others) else ''} and {len(heldout)} held-out frames; {flop / 1000:.1f} kFLOP per pixel, {parameters / 1e6:.2f} M parameters", flush=True)

    def write():
        save(checkpoint, net=net.state_dict(), average=average.state_dict(), optimiser=optimiser.state_dict(), step=step,
             seconds=spent, config=config, frames=len(frames), start=started_from)

    def evaluate():
        if len(heldout) == 0:
            return
        values = dict(zip(("psnr", "ssim", "composite_psnr", "composite_ssim"), (round(float(v), 4) for v in score(average, heldout, model))))
        line = json.dumps({"step": step, "minutes": round(spent / 60, 2), "frames": len(frames), **values})
        print(line, flush=True)
        with open(run / "heldout.jsonl", "a") as log:
            log.write(line + "\n")

    limit = arguments.minutes * 60
    norms = []
    running, counted, last_write, last_evaluation = 0.0, 0, spent, spent
    while spent < limit and (arguments.max_steps is None or step < arguments.max_steps):
        began = time.monotonic()
        progress = max(spent / limit, step / arguments.max_steps if arguments.max_steps else 0)
        rate = options["learningRate"] * min(1, (step + 1) / options["warmUpSteps"]) * (0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * progress)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        channels, look = on(arguments.device, *batches.next())
        loss = step_loss(net, channels, look, model, options, rng, arguments.precision)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(net.parameters(), options["gradientNorm"])
        if torch.isfinite(norm):
            optimiser.step()
        norms.append(norm.item())
        step += 1
        keep = min(options["emaDecay"], step / (step + 20))
        with torch.no_grad():
            for mean, value in zip(average.parameters(), net.parameters()):
                mean.lerp_(value, 1 - keep)
        running, counted = running + loss.item(), counted + 1
        spent += time.monotonic() - began
        if step % 100 == 0:
            print(f"step {step}  loss {running / counted:.5f}  {spent / 60:.1f} of {arguments.minutes:g} min  rate {rate:.1e}  gradient {np.median(norms):.2g}", flush=True)
            running, counted = 0.0, 0
            norms.clear()
        if spent - last_write > options["checkpointMinutes"] * 60:
            write()
            frames.refresh()
            last_write = spent
        if spent - last_evaluation > options["evaluationMinutes"] * 60:
            evaluate()
            last_evaluation = spent
    write()
    evaluate()


if __name__ == "__main__":
    main()
