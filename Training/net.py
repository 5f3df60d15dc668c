"""The painter's network: a causal diffusion bridge from the engine's composite to the photoreal frame.

Everything is B×C×H×W float32. Light is exposed (0.18 is mid grey); the network works on its logarithm, `encode`.
"""
import json
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors import safe_open

COMPONENTS = {
    "composite": 3, "state": 3, "base-colour": 3, "normal": 3, "depth": 1, "roughness": 1, "metallic": 1, "emission": 3,
    "direct-diffuse": 3, "direct-specular": 3, "irradiance": 3, "reflection": 3, "occlusion": 1, "noise": 1, "motion": 2,
}
PADDING_MULTIPLE = 32


def load_config(path=None):
    return json.loads(Path(path or Path(__file__).with_name("config.json")).read_text())


def load_weights(path):
    """Exported weights and the configuration of their model."""
    with safe_open(path, framework="pt") as file:
        return {name: file.get_tensor(name).float() for name in file.keys()}, json.loads(file.metadata()["config"])


class Encoding:
    """Exposed linear light to the network's logarithm and back."""

    def __init__(self, model):
        self.scale, self.divisor, self.maximum = model["logScale"], model["logDivisor"], model["logMaximum"]

    def encode(self, exposed):
        return (torch.log2(1 + self.scale * exposed.clamp_min(0)) / self.divisor).clamp_max(self.maximum)

    def decode(self, encoded):
        return (torch.exp2(self.divisor * encoded.clamp(0, self.maximum)) - 1) / self.scale


def input_slices(model):
    """Where each channel lies in the assembled input."""
    slices, start = {}, 0
    for entry in model["inputs"]:
        count = COMPONENTS[entry["channel"]]
        slices[entry["channel"]] = slice(start, start + count)
        start += count
    return slices


def input_count(model):
    return sum(COMPONENTS[entry["channel"]] for entry in model["inputs"])


def assemble(channels, state, model):
    """The network's input from a dictionary of channels (normals already in camera space) and the bridge's state."""
    encoding, parts = Encoding(model), []
    for entry in model["inputs"]:
        value = state if entry["channel"] == "state" else channels[entry["channel"]]
        match entry["encoding"]:
            case "log": parts.append(encoding.encode(value))
            case "log-depth": parts.append(torch.log2(1 + value.clamp_min(0)) / model["depthDivisor"])
            case "plain" | "camera": parts.append(value)
            case other: raise ValueError(f"config: unknown encoding '{other}' for {entry['channel']}")
    return torch.cat(parts, 1)


def pad(x):
    """To a multiple of 32 by repeating the right and bottom edges."""
    height, width = x.shape[-2:]
    return F.pad(x, (0, -width % PADDING_MULTIPLE, 0, -height % PADDING_MULTIPLE), mode="replicate")


class Residual(nn.Module):
    def __init__(self, count):
        super().__init__()
        self.first = nn.Conv2d(count, count, 3, padding=1)
        self.second = nn.Conv2d(count, count, 3, padding=1)

    def forward(self, x, scale, shift):
        return F.relu(x + self.second(F.relu(self.first(x) * (1 + scale) + shift)))


class Painter(nn.Module):
    """Space-to-depth by 4, a U-Net at 1/4 to 1/32, and a thin head at full resolution."""

    def __init__(self, model):
        super().__init__()
        a, b, c, d = model["channels"]
        features, head_inputs, head = model["featureCount"], model["headInputCount"], model["headWidth"]
        self.head_inputs = head_inputs
        self.stem = nn.Conv2d(input_count(model), a, 4, stride=4)
        self.encode0, self.encode1, self.encode2 = Residual(a), Residual(b), Residual(c)
        self.down1 = nn.Conv2d(a, b, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(b, c, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(c, d, 3, stride=2, padding=1)
        self.bottom0, self.bottom1 = Residual(d), Residual(d)
        self.up2, self.up1, self.up0 = nn.Conv2d(d, c, 1), nn.Conv2d(c, b, 1), nn.Conv2d(b, a, 1)
        self.decode2, self.decode1, self.decode0 = Residual(c), Residual(b), Residual(a)
        self.expand = nn.Conv2d(a, features * 16, 1)
        self.head0 = nn.Conv2d(features + head_inputs, head, 3, padding=1)
        self.head1 = nn.Conv2d(head, 6, 3, padding=1)
        self.look0 = nn.Linear(model["lookFeatureCount"] + 1, model["modulationWidth"])
        self.modulated = [a, b, c, d, d, c, b, a]
        self.look1 = nn.Linear(model["modulationWidth"], 2 * sum(self.modulated))
        self.initialise()

    def initialise(self):
        """Activations keep their size through the rectifiers (PyTorch's default loses nearly all of it on the way), and the first
        estimate is the composite."""
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                nn.init.zeros_(layer.bias)
        for block in self.modules():
            if isinstance(block, Residual):
                with torch.no_grad():
                    block.second.weight.mul_(0.3)
        for layer in (self.head1, self.look1):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def modulation(self, look_and_time):
        """Scale and shift for each residual block, in the order the blocks run."""
        values = self.look1(F.relu(self.look0(look_and_time)))[:, :, None, None]
        pairs, start = [], 0
        for count in self.modulated:
            pairs.append((values[:, start:start + count], values[:, start + count:start + 2 * count]))
            start += 2 * count
        return pairs

    def forward(self, encoded_composite, x, look_and_time, stages=None):
        """The estimate of the encoded photoreal frame. `stages`, a dictionary, receives every level's output."""
        def keep(name, value):
            if stages is not None:
                stages[name] = value
            return value

        def up(value):
            return F.interpolate(value, scale_factor=2, mode="nearest")

        m = self.modulation(look_and_time)
        x0 = keep("encode0", self.encode0(F.relu(self.stem(x)), *m[0]))
        x1 = keep("encode1", self.encode1(F.relu(self.down1(x0)), *m[1]))
        x2 = keep("encode2", self.encode2(F.relu(self.down2(x1)), *m[2]))
        y = self.bottom0(F.relu(self.down3(x2)), *m[3])
        y = keep("bottom", self.bottom1(y, *m[4]))
        y = keep("decode2", self.decode2(x2 + up(self.up2(y)), *m[5]))
        y = keep("decode1", self.decode1(x1 + up(self.up1(y)), *m[6]))
        y = keep("decode0", self.decode0(x0 + up(self.up0(y)), *m[7]))
        features = keep("features", F.pixel_shuffle(F.relu(self.expand(y)), 4))
        h = F.relu(self.head0(torch.cat([features, x[:, :self.head_inputs]], 1)))
        out = keep("head", self.head1(h))
        return encoded_composite * (1 + out[:, :3]) + out[:, 3:]


def only_shines(channels):
    """Where a pixel shows the sky, a pane or a lamp and nothing else: that is known exactly."""
    light = channels["emission"].sum(1, keepdim=True)
    return (light > 0) & ((channels["composite"] - channels["emission"]).abs().sum(1, keepdim=True) < 0.002 * light)


def with_its_light(painted, composite):
    """How much light there is over some twenty pixels is the engine's to say: what a painted picture makes of it is kept within a twentieth. Scenes unlike those
    it was trained on would have clouds and shadows of the network's own; what it paints in detail stays as it is. Where even the light is far off, the
    composite shows."""
    darkest, most, doubtful, worthless, cell, reach = 0.002, 0.05, 0.4, 1, 4, 4
    count, height, width = painted.shape[1], *painted.shape[-2:]
    kernel = torch.tensor([1, 8, 28, 56, 70, 56, 28, 8, 1], dtype=painted.dtype, device=painted.device).div(256).repeat(count, 1, 1, 1)

    def around(x):
        x = F.avg_pool2d(x + darkest, cell, ceil_mode=True)
        x = F.conv2d(F.pad(x, (reach, reach, 0, 0), mode="replicate"), kernel, groups=count)
        return F.conv2d(F.pad(x, (0, 0, reach, reach), mode="replicate"), kernel.transpose(2, 3), groups=count)

    off = (around(painted) / around(composite)).log()
    lost = ((off.abs().amax(1, keepdim=True) - doubtful) / (worthless - doubtful)).clamp(0, 1)

    def of_pixels(x):
        return F.interpolate(x, scale_factor=cell, mode="bilinear", align_corners=False)[..., :height, :width]

    kept = ((painted + darkest) * of_pixels((most * torch.tanh(off / most) - off).exp()) - darkest).clamp_min(0)
    return kept + of_pixels(lost) * (composite - kept)


def _median_along(x, dim, cells, period):
    """Of the places `period` apart, up to `cells` to either side; beyond the picture lie zeros."""
    padded = F.pad(x, (cells * period,) * 2 + (0, 0) if dim == -1 else (0, 0) + (cells * period,) * 2)
    return torch.stack([padded.narrow(dim, k * period, x.shape[dim]) for k in range(2 * cells + 1)]).median(0).values


def without_grid(painted, composite):
    """What the network changes in the same way every four pixels, as its squares lie, over five of them either way, is no detail: it is taken
    out of the ratio between painted picture and composite."""
    darkest, usual, cells, period = 0.002, 0.04, 2, 4
    count, height, width = painted.shape[1], *painted.shape[-2:]
    ratio = (painted + darkest) / (composite + darkest)
    # Follows slopes and sees nothing of what repeats every four pixels.
    kernel = torch.tensor([0.125, 0.25, 0.25, 0.25, 0.125], dtype=ratio.dtype, device=ratio.device).repeat(count, 1, 1, 1)
    smooth = F.conv2d(F.pad(ratio, (0, 0, 2, 2), mode="replicate"), kernel.transpose(2, 3), groups=count)
    smooth = F.conv2d(F.pad(smooth, (2, 2, 0, 0), mode="replicate"), kernel, groups=count)
    off = ratio - smooth

    # Edges and textures differ by more, and the more they do, the less they say.
    places = F.pad(off / (1 + (off / usual) ** 2), (0, -width % period, 0, -height % period))
    within = F.pad(torch.ones_like(ratio), (0, -width % period, 0, -height % period))

    def around(x):
        return F.pixel_shuffle(F.avg_pool2d(F.pixel_unshuffle(x, period), 2 * cells + 1, 1, cells), period)[..., :height, :width]

    def median(x):
        return _median_along(_median_along(x, -1, cells, period), -2, cells, period)

    mean = around(places) / around(within)
    # A strong grid says too little by that: as much of the rest's median is taken as is more than what lies between the places.
    rest = off - mean
    middle = median(rest)
    spread = median((rest - middle).abs())
    strong = middle ** 3 / (middle ** 2 + (3 * spread) ** 2 + 1e-12)
    return (painted - (mean + strong) * (composite + darkest)).clamp_min(0)


def paint(net, channels, look, model, steps=1):
    """Exposed linear picture from a batch of channels: the bridge walked from t = 1 to 0 in equal steps."""
    encoding = Encoding(model)
    height, width = channels["composite"].shape[-2:]
    channels = {name: pad(value) for name, value in channels.items()}
    composite = encoding.encode(channels["composite"])
    state = composite + model["noiseScale"] * channels["noise"]
    for step in range(steps):
        t, s = 1 - step / steps, 1 - (step + 1) / steps
        time = torch.full((len(look), 1), t, dtype=look.dtype, device=look.device)
        estimate = net(composite, assemble(channels, state, model), torch.cat([look, time], 1))
        state = estimate * (1 - s / t) + state * (s / t)
    channels = {name: channels[name][..., :height, :width] for name in ("composite", "emission")}
    painted = with_its_light(encoding.decode(state)[..., :height, :width], channels["composite"])
    painted = without_grid(painted, channels["composite"])
    return torch.where(only_shines(channels), channels["composite"], painted)


def cost(model):
    """FLOP per pixel (a multiply-add is two) and parameters."""
    net, total = Painter(model), 0

    def count(layer, _, output):
        nonlocal total
        total += 2 * layer.weight.numel() * output.shape[-2] * output.shape[-1]

    for layer in net.modules():
        if isinstance(layer, nn.Conv2d):
            layer.register_forward_hook(count)
    with torch.no_grad():
        net(torch.zeros(1, 3, 64, 64), torch.zeros(1, input_count(model), 64, 64), torch.zeros(1, model["lookFeatureCount"] + 1))
    return total / 4096, sum(p.numel() for p in net.parameters())
