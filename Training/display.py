"""The engine's display transform and the picture metrics taken after it. B×3×H×W."""
import torch
import torch.nn.functional as F

_MATRIX = torch.tensor([
    [0.842479062253094, 0.0784335999999992, 0.0792237451477643],
    [0.0423282422610123, 0.878468636469772, 0.0791661274605434],
    [0.0423756549057051, 0.0784336, 0.879142973793104]])
_INVERSE = torch.linalg.inv(_MATRIX.double()).float()
_LUMA = torch.tensor([0.2126, 0.7152, 0.0722]).view(1, 3, 1, 1)


class _LeakyClamp(torch.autograd.Function):
    """A clamp whose gradient leaks by a twentieth outside, so that saturated pixels can still return."""

    @staticmethod
    def forward(context, x, low, high):
        context.save_for_backward((x >= low) & (x <= high))
        return x.clamp(low, high)

    @staticmethod
    def backward(context, gradient):
        inside, = context.saved_tensors
        return torch.where(inside, gradient, 0.05 * gradient), None, None


def _mixed(matrix, x):
    return F.conv2d(x, matrix.to(x).view(3, 3, 1, 1))


def display(exposed):
    """Exposed scene-linear light to display values in 0...1."""
    # Below 2^-12.47 all is black. Without this floor the logarithm's slope there, some 1e10, drowns every other gradient.
    v = (torch.log2(_mixed(_MATRIX, exposed.clamp_min(1e-10)).clamp_min(1e-4)) + 12.47393) / 16.5
    v = _LeakyClamp.apply(v, 0.0, 1.0)
    y = ((((((15.5 * v - 40.14) * v + 31.96) * v - 6.868) * v + 0.4298) * v) + 0.1191) * v - 0.00232
    out = _mixed(_INVERSE, y)
    luma = (out * _LUMA.to(out)).sum(1, keepdim=True)
    out = (luma + 1.2 * (out - luma)).clamp_min(1e-6) ** 1.15
    return _LeakyClamp.apply(out, 0.0, 1.0)


def for_eyes(exposed):
    """As clips and the window show it: with a print's contrast."""
    shown = display(exposed)
    return torch.lerp(shown, shown * shown * (3 - 2 * shown), 0.5)


_GAUSS = torch.exp(-((torch.arange(11) - 5.0) ** 2) / (2 * 1.5 ** 2))
_WINDOW = ((_GAUSS / _GAUSS.sum())[:, None] * (_GAUSS / _GAUSS.sum())[None])[None, None]


def psnr(a, b):
    return -10 * torch.log10(((a - b) ** 2).mean((1, 2, 3)).clamp_min(1e-9))


def ssim(a, b):
    """On luma, an 11×11 Gaussian window."""
    a, b = ((x * _LUMA.to(x)).sum(1, keepdim=True) for x in (a, b))
    blur = lambda x: F.conv2d(x, _WINDOW.to(x))
    ma, mb = blur(a), blur(b)
    va, vb, vab = blur(a * a) - ma * ma, blur(b * b) - mb * mb, blur(a * b) - ma * mb
    return ((2 * ma * mb + 1e-4) * (2 * vab + 9e-4) / ((ma * ma + mb * mb + 1e-4) * (va + vb + 9e-4))).mean((1, 2, 3))


def gradient_energy(x):
    return (x[..., 1:] - x[..., :-1]).pow(2).mean((1, 2, 3)) + (x[..., 1:, :] - x[..., :-1, :]).pow(2).mean((1, 2, 3))
