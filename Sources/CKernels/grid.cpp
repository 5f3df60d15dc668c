#include "Grid.h"

#include <algorithm>
#include <vector>

namespace {

// The network works on squares of four pixels.
constexpr int period = 4, cells = 2, reach = cells * period, channels = 3;
// Edges and textures differ by more, and the more they do, the less they say.
constexpr float usual = 0.04f;

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
    const int32_t step = channels * g->width, border = 2 * channels, margin = reach * channels;
    std::vector<float> smooth(step + 2 * border), rest(step + 2 * margin), share(step);
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
        float *own = rest.data() + margin;
        for (int32_t i = 0; i < step; i++) {
            const float mean = 0.125f * (middle[i - 2 * channels] + middle[i + 2 * channels]) + 0.25f * (middle[i - channels] + middle[i] + middle[i + channels]);
            const float off = r[2][i] - mean, counts = off / (1 + off * off * (1 / (usual * usual)));
            // What is no number says nothing: the quality gate is to hear of that pixel alone.
            own[i] = counts == counts ? counts : 0;
        }
        float *out = g->repeated + int64_t(y) * step;
        for (int32_t i = 0; i < step; i++) {
            float sum = 0;
            for (int k = -cells; k <= cells; k++) sum += own[i + k * period * channels];
            out[i] = sum * share[i];
        }
    }
}

void ck_grid_remove_rows(const CkGrid *g, int32_t firstRow, int32_t endRow) {
    const int64_t step = int64_t(channels) * g->width;
    for (int32_t y = firstRow; y < endRow; y++) {
        const float *rows[2 * cells + 1];
        int found = 0;
        for (int k = -cells; k <= cells; k++) {
            const int32_t v = y + k * period;
            if (v >= 0 && v < g->height) rows[found++] = g->repeated + v * step;
        }
        const float *composite = g->composite + y * step;
        const float share = 1.0f / found;
        float *painted = g->painted + y * step;
        for (int64_t i = 0; i < step; i++) {
            float sum = 0;
            for (int k = 0; k < found; k++) sum += rows[k][i];
            painted[i] = std::max(painted[i] - sum * share * (composite[i] + g->darkest), 0.0f);
        }
    }
}
