#!/usr/bin/env bash
# Everything that is to be measured on a machine with a graphics card, in one go:
#
#     Benches/gpu.sh [--out DIR] [--device NAME] [--rehearse]
#
# Leaves in DIR (default .veneer/gpu) what each step said, and all measurements as lines of JSON in measurements.jsonl. First the card's kernels are held
# against the processor's and PyTorch's own results: figures of a card that fails there mean nothing. --rehearse goes through all of it
# with tiny pictures, on whatever device there is.
set -euo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)"
out="$root/.veneer/gpu" sizes=(384x216 512x288 1280x720 1920x1080) worlds=(tabletop kitchen) frames=200 many=10000 rehearses=false

while (($#)); do
    case "$1" in
    --out) out="${2:?gpu.sh: --out needs a folder}"; shift 2 ;;
    --device) export VENEER_DEVICE="${2:?gpu.sh: --device needs a name}"; shift 2 ;;
    --rehearse) rehearses=true sizes=(64x64) worlds=(tabletop) frames=2 many=20; shift ;;
    *) echo "gpu.sh: don't know what to do with \"$1\"; see the top of $0" >&2; exit 1 ;;
    esac
done
mkdir -p "$out"
: >"$out/measurements.jsonl"

step() { printf '\n=== %s\n' "$*"; }

# NAME ARGUMENTS…: a bench, its words to the screen and NAME.txt, its measurements added to all of them.
bench() {
    local name="$1"
    shift
    "$root/veneer" bench "$@" --json "$out/$name.json" | tee "$out/$name.txt"
    cat "$out/$name.json" >>"$out/measurements.jsonl"
    rm "$out/$name.json"
}

step "The machine"
"$root/veneer" doctor | tee "$out/doctor.txt"
if ! $rehearses && grep -q 'Vulkan   \* .*a processor, not a graphics card' "$out/doctor.txt" && [[ -z "${VENEER_DEVICE:-}" ]]; then
    echo "gpu.sh: the best Vulkan device here is a processor; install the card's driver, or --rehearse" >&2
    exit 1
fi

step "Kernels against the processor's and PyTorch's results"
"$root/veneer" test --filter 'DeviceConvolutionTests|DevicePainterTests|PaintingPlaceTests' 2>&1 | tee "$out/tests.txt"

step "G-buffer"
for size in "${sizes[@]}"; do bench "gbuffer-$size" gbuffer --brief --world "${worlds[0]}" --size "$size" --frames "$frames"; done

step "Painter"
for size in "${sizes[@]}"; do bench "paint-$size" paint --painter-device gpu --size "$size" --frames "$frames"; done

step "Painter, $many frames: does memory grow"
bench paint-long paint --painter-device gpu --size "${sizes[0]}" --frames "$many"

step "Loop"
for world in "${worlds[@]}"; do
    for size in "${sizes[@]}"; do bench "loop-$world-$size" loop --world "$world" --painter-device gpu --size "$size" --frames "$frames"; done
    bench "loop-$world-enlarged" loop --world "$world" --painter-device gpu --size "${sizes[-1]}" --render-scale 0.3334 --frames "$frames"
done

step "Painter beside PyTorch"
for size in "${sizes[@]}"; do
    "$root/veneer" python "$root/Benches/paint_peers.py" --gpu --size "$size" --frames "$frames" --json "$out/peers.json" | tee "$out/peers-$size.txt"
    cat "$out/peers.json" >>"$out/measurements.jsonl"
    rm "$out/peers.json"
done

step "All of it is in $out"
