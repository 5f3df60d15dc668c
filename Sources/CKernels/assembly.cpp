#include "CKernels.h"
#include "vector.h"

#include <algorithm>

namespace {

struct Encoder {
    float scale, inverseDivisor, limit;

    explicit Encoder(const CkAssembly &a) : scale(a.logScale * a.exposure), inverseDivisor(1 / a.logDivisor), limit(a.logMaximum) {}

    Floats operator()(Floats x) const {
        return minimum(logarithm2(1.0f + scale * maximum(x, Floats(0.0f))) * inverseDivisor, Floats(limit));
    }
};

/// Applies `encode` to a row of pixels with C components and spreads them to pixels `pixelStep` apart.
template <int C, typename Encode>
void spread(const float *from, int32_t width, float *to, int64_t pixelStep, Encode encode) {
    for (int32_t x = 0; x < width; x += 8, from += 8 * C, to += 8 * pixelStep) {
        const int32_t count = std::min(8, width - x);
        float values[8 * C] = {};
        if (count == 8) {
            for (int c = 0; c < C; c++) store(values + 8 * c, encode(load(from + 8 * c)));
            for (int p = 0; p < 8; p++) {
                for (int c = 0; c < C; c++) to[p * pixelStep + c] = values[p * C + c];
            }
        } else {
            memcpy(values, from, sizeof(float) * C * count);
            for (int c = 0; c < C; c++) store(values + 8 * c, encode(load(values + 8 * c)));
            for (int p = 0; p < count; p++) {
                for (int c = 0; c < C; c++) to[p * pixelStep + c] = values[p * C + c];
            }
        }
    }
}

template <typename Encode>
void spread(const float *from, int32_t components, int32_t width, float *to, int64_t pixelStep, Encode encode) {
    switch (components) {
        case 1: return spread<1>(from, width, to, pixelStep, encode);
        case 2: return spread<2>(from, width, to, pixelStep, encode);
        case 3: return spread<3>(from, width, to, pixelStep, encode);
        case 4: return spread<4>(from, width, to, pixelStep, encode);
    }
}

void spreadNormals(const CkAssembly &a, const float *from, float *to, int64_t pixelStep) {
    const float *m = a.cameraFromWorld;
    for (int32_t x = 0; x < a.width; x++, from += 3, to += pixelStep) {
        for (int i = 0; i < 3; i++) to[i] = m[3 * i] * from[0] + m[3 * i + 1] * from[1] + m[3 * i + 2] * from[2];
    }
}

/// The bridge's start: the encoded composite with anchored noise.
void spreadState(const CkAssembly &a, int64_t firstPixel, float *to, int64_t pixelStep) {
    spread<3>(a.composite + 3 * firstPixel, a.width, to, pixelStep, Encoder(a));
    const float *noise = a.noise + firstPixel;
    for (int32_t x = 0; x < a.width; x++, to += pixelStep) {
        for (int i = 0; i < 3; i++) to[i] += a.noiseScale * noise[x];
    }
}

void assembleInput(const CkAssembly &a, const CkInput &input, int64_t firstPixel, float *to) {
    const float *from = input.values + firstPixel * input.componentCount;
    const int64_t step = a.pixelSteps[input.map];
    switch (input.encoding) {
        case CK_PLAIN: return spread(from, input.componentCount, a.width, to, step, [](Floats x) { return x; });
        case CK_LOG: return spread(from, input.componentCount, a.width, to, step, Encoder(a));
        case CK_LOG_DEPTH: {
            const float inverse = 1 / a.depthDivisor;
            const auto encode = [=](Floats x) { return logarithm2(1.0f + maximum(x, Floats(0.0f))) * inverse; };
            return spread(from, input.componentCount, a.width, to, step, encode);
        }
        case CK_CAMERA: return spreadNormals(a, from, to, step);
        case CK_STATE: return spreadState(a, firstPixel, to, step);
    }
}

}  // namespace

void ck_assemble_rows(const CkAssembly *a, int32_t firstRow, int32_t endRow) {
    for (int32_t y = firstRow; y < endRow; y++) {
        const int64_t firstPixel = int64_t(std::min(y, a->height - 1)) * a->width;
        for (int32_t i = 0; i < a->inputCount; i++) {
            const CkInput &input = a->inputs[i];
            assembleInput(*a, input, firstPixel, a->maps[input.map] + y * a->rowSteps[input.map] + input.destination);
        }
        for (int map = 0; map < 2; map++) {
            const int64_t step = a->pixelSteps[map];
            float *row = a->maps[map] + y * a->rowSteps[map];
            for (int32_t x = a->width; x < a->paddedWidth; x++) memcpy(row + x * step, row + (a->width - 1) * step, sizeof(float) * step);
        }
    }
}

void ck_bridge_rows(const CkEstimate *e, float keep, int32_t firstRow, int32_t endRow) {
    const CkAssembly &a = *e->assembly;
    for (int32_t y = firstRow; y < endRow; y++) {
        const float *head = e->head + y * e->headRowStep;
        float *pixel = a.maps[0] + y * a.rowSteps[0];
        for (int32_t x = 0; x < a.paddedWidth; x++, head += 8, pixel += a.pixelSteps[0]) {
            for (int i = 0; i < 3; i++) {
                const float estimate = pixel[e->compositeOffset + i] * (1 + head[i]) + head[3 + i];
                float &state = pixel[e->stateOffset + i];
                state = estimate + keep * (state - estimate);
            }
        }
    }
}

void ck_decode_rows(const CkEstimate *e, float *painted, int32_t firstRow, int32_t endRow) {
    const CkAssembly &a = *e->assembly;
    const float scale = 1 / (a.logScale * a.exposure);
    for (int32_t y = firstRow; y < endRow; y++) {
        const float *head = e->head + y * e->headRowStep;
        const float *composite = a.maps[0] + y * a.rowSteps[0] + e->compositeOffset;
        float *to = painted + int64_t(y) * a.width * 3;
        for (int32_t x = 0; x < a.width; x += 8, to += 24) {
            const int32_t count = std::min(8, a.width - x);
            float values[24] = {};
            for (int p = 0; p < count; p++, head += 8, composite += a.pixelSteps[0]) {
                for (int i = 0; i < 3; i++) values[3 * p + i] = composite[i] * (1 + head[i]) + head[3 + i];
            }
            for (int i = 0; i < 24; i += 8) {
                const Floats encoded = minimum(maximum(load(values + i), Floats(0.0f)), Floats(a.logMaximum));
                store(values + i, (power2(encoded * a.logDivisor) - 1.0f) * scale);
            }
            memcpy(to, values, sizeof(float) * 3 * count);
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
