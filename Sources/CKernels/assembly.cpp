#include "CKernels.h"
#include "vector.h"

#include <algorithm>

namespace {

struct Encoder {
    float scale, inverseDivisor, maximum;

    explicit Encoder(const CkAssembly &a) : scale(a.logScale * a.exposure), inverseDivisor(1 / a.logDivisor), maximum(a.logMaximum) {}

    Floats operator()(Floats x) const {
        const Floats y = logarithm2(1.0f + scale * ::maximum(x, Floats(0.0f))) * inverseDivisor;
        return minimum(y, Floats(maximum));
    }
};

/// Applies `encode` to `count` values and spreads them over pixels, `components` to each.
template <typename Encode>
void spread(const float *from, int32_t width, int32_t components, float *to, int64_t pixelStep, Encode encode) {
    const int32_t count = width * components;
    int32_t component = 0;
    for (int32_t i = 0; i < count; i += 8) {
        float lanes[8] = {};
        const int32_t n = std::min(8, count - i);
        memcpy(lanes, from + i, sizeof(float) * n);
        store(lanes, encode(load(lanes)));
        for (int32_t lane = 0; lane < n; lane++) {
            to[component] = lanes[lane];
            if (++component == components) {
                component = 0;
                to += pixelStep;
            }
        }
    }
}

void spreadNormals(const CkAssembly &a, const float *from, float *to) {
    const float *m = a.cameraFromWorld;
    for (int32_t x = 0; x < a.width; x++, from += 3, to += a.pixelStep) {
        for (int i = 0; i < 3; i++) to[i] = m[3 * i] * from[0] + m[3 * i + 1] * from[1] + m[3 * i + 2] * from[2];
    }
}

/// The bridge's start: the encoded composite with anchored noise.
void spreadState(const CkAssembly &a, int64_t firstPixel, float *to) {
    spread(a.composite + 3 * firstPixel, a.width, 3, to, a.pixelStep, Encoder(a));
    const float *noise = a.noise + firstPixel;
    for (int32_t x = 0; x < a.width; x++, to += a.pixelStep) {
        for (int i = 0; i < 3; i++) to[i] += a.noiseScale * noise[x];
    }
}

void assembleInput(const CkAssembly &a, const CkInput &input, int64_t firstPixel, float *row) {
    float *to = row + input.destination;
    const float *from = input.values + firstPixel * input.componentCount;
    switch (input.encoding) {
        case CK_PLAIN: return spread(from, a.width, input.componentCount, to, a.pixelStep, [](Floats x) { return x; });
        case CK_LOG: return spread(from, a.width, input.componentCount, to, a.pixelStep, Encoder(a));
        case CK_LOG_DEPTH: {
            const float inverse = 1 / a.depthDivisor;
            return spread(from, a.width, input.componentCount, to, a.pixelStep,
                          [=](Floats x) { return logarithm2(1.0f + maximum(x, Floats(0.0f))) * inverse; });
        }
        case CK_CAMERA: return spreadNormals(a, from, to);
        case CK_STATE: return spreadState(a, firstPixel, to);
    }
}

}  // namespace

void ck_assemble_rows(const CkAssembly *a, int32_t firstRow, int32_t endRow) {
    for (int32_t y = firstRow; y < endRow; y++) {
        const int64_t firstPixel = int64_t(std::min(y, a->height - 1)) * a->width;
        float *row = a->output + y * a->rowStep;
        for (int32_t i = 0; i < a->inputCount; i++) assembleInput(*a, a->inputs[i], firstPixel, row);
        const float *last = row + int64_t(a->width - 1) * a->pixelStep;
        for (int32_t x = a->width; x < a->paddedWidth; x++) memcpy(row + int64_t(x) * a->pixelStep, last, sizeof(float) * a->pixelStep);
    }
}

void ck_bridge_rows(const CkBridgeStep *s, int32_t firstRow, int32_t endRow) {
    for (int32_t y = firstRow; y < endRow; y++) {
        const float *head = s->head + y * s->headRowStep;
        float *input = s->input + y * s->inputRowStep;
        for (int32_t x = 0; x < s->width; x++, head += 8, input += s->inputPixelStep) {
            for (int i = 0; i < 3; i++) {
                const float estimate = input[s->compositeOffset + i] * (1 + head[i]) + head[3 + i];
                float &state = input[s->stateOffset + i];
                state = estimate + s->keep * (state - estimate);
            }
        }
    }
}

void ck_decode_rows(const CkAssembly *a, int32_t stateOffset, float *painted, int32_t firstRow, int32_t endRow) {
    const float scale = 1 / (a->logScale * a->exposure);
    for (int32_t y = firstRow; y < endRow; y++) {
        const float *state = a->output + y * a->rowStep + stateOffset;
        float *to = painted + int64_t(y) * a->width * 3;
        const int32_t count = a->width * 3;
        for (int32_t i = 0; i < count; i += 8) {
            float lanes[8] = {};
            const int32_t n = std::min(8, count - i);
            for (int32_t lane = 0; lane < n; lane++) lanes[lane] = state[int64_t((i + lane) / 3) * a->pixelStep + (i + lane) % 3];
            const Floats encoded = minimum(maximum(load(lanes), Floats(0.0f)), Floats(a->logMaximum));
            store(lanes, (power2(encoded * a->logDivisor) - 1.0f) * scale);
            memcpy(to + i, lanes, sizeof(float) * n);
        }
    }
}

void ck_half_to_float(const uint16_t *half, float *single, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        _Float16 value;
        memcpy(&value, half + i, sizeof value);
        single[i] = float(value);
    }
}
