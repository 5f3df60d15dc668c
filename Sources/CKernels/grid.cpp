#include "Grid.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

// The network works on squares of four pixels.
constexpr int period = 4, cells = 2, channels = 3;
// Edges and textures differ by more, and the more they do, the less they say.
constexpr float usual = 0.04f;

float middleOf(float a, float b, float c, float d, float e) {
    const float f = std::max(std::min(a, b), std::min(c, d)), g = std::min(std::max(a, b), std::max(c, d));
    return std::max(std::min(e, f), std::min(std::max(e, f), g));
}

/// A row between zeros.
struct Row {
    static constexpr int step = period * channels, margin = cells * step;
    std::vector<float> values;

    explicit Row(int32_t width) : values(channels * width + 2 * margin) {}
    float *own() { return values.data() + margin; }
    void middles(float *out) {
        const float *at = own();
        const int32_t count = int32_t(values.size()) - 2 * margin;
        for (int32_t i = 0; i < count; i++) out[i] = middleOf(at[i - 2 * step], at[i - step], at[i], at[i + step], at[i + 2 * step]);
    }
};

/// Of a plane, the rows `period` apart; beyond it lie zeros.
struct Rows {
    const float *rows[2 * cells + 1];

    Rows(const CkGrid *g, const float *plane, const float *zeros, int32_t y) {
        for (int k = -cells; k <= cells; k++) {
            const int32_t v = y + k * period;
            rows[k + cells] = v >= 0 && v < g->height ? plane + int64_t(v) * channels * g->width : zeros;
        }
    }
    float sum(int64_t i) const { return rows[0][i] + rows[1][i] + rows[2][i] + rows[3][i] + rows[4][i]; }
    float middle(int64_t i) const { return middleOf(rows[0][i], rows[1][i], rows[2][i], rows[3][i], rows[4][i]); }
};

/// How many of the places `period` apart, up to `cells` to either side, lie within.
int count(int x, int extent) {
    int result = 0;
    for (int k = -cells; k <= cells; k++) result += x + k * period >= 0 && x + k * period < extent;
    return result;
}

}  // namespace

void ck_grid_ratio_rows(const CkGrid *g, int32_t firstRow, int32_t endRow) {
    const int64_t step = int64_t(channels) * g->width;
    for (int64_t i = firstRow * step; i < endRow * step; i++) g->ratio[i] = (g->painted[i] + g->darkest) / (g->composite[i] + g->darkest);
}

void ck_grid_find_rows(const CkGrid *g, int32_t firstRow, int32_t endRow) {
    const int32_t step = channels * g->width, border = 2 * channels;
    std::vector<float> smooth(step + 2 * border), share(step);
    Row counting(g->width);
    for (int32_t i = 0; i < step; i++) share[i] = 1.0f / count(i / channels, g->width);
    for (int32_t y = firstRow; y < endRow; y++) {
        const auto row = [&](int32_t down) { return g->ratio + int64_t(std::clamp(y + down, 0, g->height - 1)) * step; };
        const float *r[5] = {row(-2), row(-1), row(0), row(1), row(2)};
        // 1 2 2 2 1: a mean that follows slopes and sees nothing of what repeats every four pixels.
        float *middle = smooth.data() + border;
        for (int32_t i = 0; i < step; i++) middle[i] = 0.125f * (r[0][i] + r[4][i]) + 0.25f * (r[1][i] + r[2][i] + r[3][i]);
        for (int32_t i = 0; i < border; i++) {
            smooth[i] = middle[i % channels];
            middle[step + i] = middle[step - channels + i % channels];
        }
        float *own = counting.own(), *offs = g->rest + int64_t(y) * step;
        for (int32_t i = 0; i < step; i++) {
            const float mean = 0.125f * (middle[i - 2 * channels] + middle[i + 2 * channels]) + 0.25f * (middle[i - channels] + middle[i] + middle[i + channels]);
            const float off = r[2][i] - mean;
            // What is no number says nothing: the quality gate is to hear of that pixel alone.
            offs[i] = off == off ? off : 0;
            own[i] = offs[i] / (1 + offs[i] * offs[i] * (1 / (usual * usual)));
        }
        float *out = g->along + int64_t(y) * step;
        for (int32_t i = 0; i < step; i++) {
            float sum = 0;
            for (int k = -cells; k <= cells; k++) sum += own[i + k * period * channels];
            out[i] = sum * share[i];
        }
    }
}

void ck_grid_rest_rows(const CkGrid *g, int32_t firstRow, int32_t endRow) {
    const int64_t step = int64_t(channels) * g->width;
    Row kept(g->width);
    const std::vector<float> zeros(step);
    for (int32_t y = firstRow; y < endRow; y++) {
        const Rows along(g, g->along, zeros.data(), y);
        const float share = 1.0f / count(y, g->height);
        float *mean = g->ratio + y * step, *rest = g->rest + y * step;
        for (int64_t i = 0; i < step; i++) {
            mean[i] = along.sum(i) * share;
            rest[i] -= mean[i];
        }
        std::copy_n(rest, step, kept.own());
        kept.middles(g->middles + y * step);
    }
}

void ck_grid_spread_rows(const CkGrid *g, int32_t firstRow, int32_t endRow) {
    const int64_t step = int64_t(channels) * g->width;
    Row apart(g->width);
    const std::vector<float> zeros(step);
    for (int32_t y = firstRow; y < endRow; y++) {
        const Rows middles(g, g->middles, zeros.data(), y);
        const float *rest = g->rest + y * step;
        float *own = apart.own();
        for (int64_t i = 0; i < step; i++) own[i] = std::fabs(rest[i] - middles.middle(i));
        apart.middles(g->along + y * step);
    }
}

void ck_grid_remove_rows(const CkGrid *g, int32_t firstRow, int32_t endRow) {
    const int64_t step = int64_t(channels) * g->width;
    const std::vector<float> zeros(step);
    for (int32_t y = firstRow; y < endRow; y++) {
        const Rows middles(g, g->middles, zeros.data(), y), spreads(g, g->along, zeros.data(), y);
        const float *composite = g->composite + y * step, *mean = g->ratio + y * step;
        float *painted = g->painted + y * step;
        for (int64_t i = 0; i < step; i++) {
            const float middle = middles.middle(i), usually = 3 * spreads.middle(i), square = middle * middle;
            const float strong = middle * square / (square + usually * usually + 1e-12f);
            painted[i] = std::max(painted[i] - (mean[i] + strong) * (composite[i] + g->darkest), 0.0f);
        }
    }
}
