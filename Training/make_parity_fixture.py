"""Writes the frame, the narrow random network and PyTorch's outputs that the engine's tests compare themselves to.

    python make_parity_fixture.py ../Tests/Fixtures
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from data import LUMINANCE
from export import write_weights
from net import COMPONENTS, Encoding, Painter, assemble, load_config, pad, paint

# An odd size: neither side is a multiple of anything the kernels use.
WIDTH, HEIGHT = 67, 65
# Of every stage each so-many-th value is kept: coprime to all channel counts, so that every channel is met.
STRIDE = 29


def narrow_model():
    model = load_config()["model"]
    return model | {"channels": [32, 40, 32, 24], "featureCount": 6, "headWidth": 8, "modulationWidth": 8}


def random_network(model):
    torch.manual_seed(7)
    net = Painter(model)
    # As training begins, random light would grow from level to level until only the last bits of a half were left to compare.
    for layer in net.modules():
        if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear)):
            layer.reset_parameters()
    # And its light would be so far off that nothing of it was shown.
    with torch.no_grad():
        for layer, deviation in ((net.head1, 0.04), (net.look1, 0.1)):
            layer.weight.normal_(0, deviation)
            layer.bias.normal_(0, deviation)
        for parameter in net.parameters():
            parameter.copy_(parameter.half().float())
    return net


def random_rotation(rng):
    q, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    return q * np.sign(np.linalg.det(q))


def random_frame(rng):
    frame = {name: rng.random((HEIGHT, WIDTH, count)) for name, count in COMPONENTS.items() if name not in ("state", "motion")}
    for name in LUMINANCE:
        frame[name] = 300 * frame[name] ** 3
    frame["normal"] = rng.normal(size=(HEIGHT, WIDTH, 3))
    frame["normal"] /= np.linalg.norm(frame["normal"], axis=-1, keepdims=True)
    frame["noise"] = rng.normal(size=(HEIGHT, WIDTH, 1))
    frame["depth"] = 8 * frame["depth"]
    return {name: value.astype(np.float16) for name, value in frame.items()}


def main():
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    rng = np.random.default_rng(11)
    model, exposure = narrow_model(), np.float32(0.006)
    net, frame, rotation = random_network(model), random_frame(rng), random_rotation(rng).astype(np.float32)
    look = rng.random(model["lookFeatureCount"]).astype(np.float32)

    channels = {name: torch.from_numpy(value.astype(np.float32)).permute(2, 0, 1)[None] for name, value in frame.items()}
    for name in LUMINANCE:
        channels[name] = channels[name] * exposure
    channels["normal"] = torch.einsum("bihw,ij->bjhw", channels["normal"], torch.from_numpy(rotation))
    looks = torch.from_numpy(look)[None]

    stages, padded = {}, {name: pad(value) for name, value in channels.items()}
    with torch.no_grad():
        composite = Encoding(model).encode(padded["composite"])
        state = composite + model["noiseScale"] * padded["noise"]
        x = assemble(padded, state, model)
        stages["head-input"], stages["rest-input"] = x[:, :model["headInputCount"]], x[:, model["headInputCount"]:]
        net(composite, x, torch.cat([looks, torch.ones(1, 1)], 1), stages)
        # The last layer is evaluated in the picture's own rows only.
        stages["head"] = stages["head"][:, :, :HEIGHT]
        painted = {f"painted-{steps}": paint(net, channels, looks, model, steps) / exposure for steps in (1, 3)}

    tensors = dict(frame)
    tensors |= {"look": look, "exposure": np.array([exposure]), "camera": np.concatenate([rotation.ravel(), np.zeros(7)]).astype(np.float32)}
    for name, value in stages.items():
        tensors[f"stage.{name}"] = value[0].permute(1, 2, 0).reshape(-1)[::STRIDE].numpy().copy()
    for name, value in painted.items():
        tensors[name] = value[0].permute(1, 2, 0).numpy().copy()
    save_file(tensors, out / "painter-frame.safetensors", metadata={"stride": str(STRIDE), "width": str(WIDTH), "height": str(HEIGHT)})
    write_weights(out / "painter-weights.safetensors", net.state_dict(), model)
    print(json.dumps({path.name: path.stat().st_size for path in sorted(out.glob("painter-*"))}))


if __name__ == "__main__":
    main()
