#include "Brightness.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <vector>

namespace {

constexpr int edge = CK_BRIGHTNESS_EDGE, channels = 3, reach = 4;
constexpr float kernel[2 * reach + 1] = {1 / 256.0f, 8 / 256.0f, 28 / 256.0f, 56 / 256.0f, 70 / 256.0f, 56 / 256.0f, 28 / 256.0f, 8 / 256.0f, 1 / 256.0f};
// In natural logarithms: how far off the painted picture may be at most, and from where to where it loses its worth.
constexpr float most = 0.05f, doubtful = 0.4f, worthless = 1;

int squares(int extent) { return (extent + edge - 1) / edge; }

/// A row of squares whose ends repeat.
struct Row {
    static constexpr int margin = channels * reach;
    std::vector<float> values;

    explicit Row(int columns) : values(channels * columns + 2 * margin) {}
    float *own() { return values.data() + margin; }
    void blur(float *out) {
        float *at = own();
        const int count = int(values.size()) - 2 * margin;
        for (int i = 0; i < margin; i++) {
            at[-1 - i] = at[channels - 1 - i % channels];
            at[count + i] = at[count - channels + i % channels];
        }
        for (int i = 0; i < count; i++) {
            float sum = 0;
            for (int k = -reach; k <= reach; k++) sum += kernel[k + reach] * at[i + k * channels];
            out[i] = sum;
        }
    }
};

}  // namespace

void ck_brightness_mean_rows(const CkBrightness *b, int32_t firstRow, int32_t endRow) {
    const int columns = squares(b->width);
    Row composite(columns), painted(columns);
    for (int32_t row = firstRow; row < endRow; row++) {
        const int end = std::min((row + 1) * edge, b->height), high = end - row * edge;
        std::fill(composite.values.begin(), composite.values.end(), 0.0f);
        std::fill(painted.values.begin(), painted.values.end(), 0.0f);
        float *known = composite.own(), *made = painted.own();
        for (int y = row * edge; y < end; y++) {
            const float *c = b->composite + int64_t(channels) * y * b->width, *p = b->painted + int64_t(channels) * y * b->width;
            for (int x = 0; x < b->width; x++) {
                const int to = x / edge * channels;
                for (int k = 0; k < channels; k++, c++, p++) {
                    known[to + k] += *c;
                    // What is no number says nothing: the quality gate is to hear of that pixel alone.
                    made[to + k] += std::fabs(*p) <= FLT_MAX ? *p : *c;
                }
            }
        }
        for (int column = 0; column < columns; column++) {
            const float share = 1.0f / (high * std::min(edge, b->width - column * edge));
            for (int i = column * channels; i < (column + 1) * channels; i++) {
                known[i] = known[i] * share + b->darkest;
                made[i] = made[i] * share + b->darkest;
            }
        }
        composite.blur(b->compositeMeans + int64_t(channels) * row * columns);
        painted.blur(b->paintedMeans + int64_t(channels) * row * columns);
    }
}

void ck_brightness_gain_rows(const CkBrightness *b, int32_t firstRow, int32_t endRow) {
    const int rows = squares(b->height), columns = squares(b->width), step = channels * columns;
    for (int32_t row = firstRow; row < endRow; row++) {
        float *gains = b->gains + int64_t(row) * step, *lost = b->lost + int64_t(row) * columns;
        std::fill_n(lost, columns, 0.0f);
        for (int i = 0; i < step; i++) {
            float known = 0, made = 0;
            for (int k = -reach; k <= reach; k++) {
                const int64_t at = int64_t(std::clamp(row + k, 0, rows - 1)) * step + i;
                known += kernel[k + reach] * b->compositeMeans[at];
                made += kernel[k + reach] * b->paintedMeans[at];
            }
            const float off = std::log(made / known);
            gains[i] = std::exp(most * std::tanh(off / most) - off);
            lost[i / channels] = std::max(lost[i / channels], std::clamp((std::fabs(off) - doubtful) / (worthless - doubtful), 0.0f, 1.0f));
        }
    }
}

void ck_brightness_keep_rows(const CkBrightness *b, int32_t firstRow, int32_t endRow) {
    const int columns = squares(b->width), rows = squares(b->height), step = channels * columns;
    // Between the middles of squares; their ends repeat.
    const auto before = [](int place, float &share) {
        const float at = (place + 0.5f) / edge - 0.5f, low = std::floor(at);
        share = at - low;
        return int(low);
    };
    std::vector<float> gains(step), lost(columns);
    for (int32_t y = firstRow; y < endRow; y++) {
        float down, across;
        const int above = before(y, down), rowAbove = std::max(above, 0), rowBelow = std::min(above + 1, rows - 1);
        const auto between = [&](const float *plane, int count, std::vector<float> &out) {
            const float *high = plane + int64_t(rowAbove) * count, *low = plane + int64_t(rowBelow) * count;
            for (int i = 0; i < count; i++) out[i] = high[i] + down * (low[i] - high[i]);
        };
        between(b->gains, step, gains);
        between(b->lost, columns, lost);
        float *p = b->painted + int64_t(channels) * y * b->width, *fallback = b->fallback + int64_t(y) * b->width;
        const float *c = b->composite + int64_t(channels) * y * b->width;
        for (int x = 0; x < b->width; x++, p += channels, c += channels) {
            const int place = before(x, across), left = std::max(place, 0), right = std::min(place + 1, columns - 1);
            const float share = lost[left] + across * (lost[right] - lost[left]);
            const float *from = gains.data() + channels * left, *to = gains.data() + channels * right;
            for (int k = 0; k < channels; k++) {
                const float kept = (p[k] + b->darkest) * (from[k] + across * (to[k] - from[k])) - b->darkest;
                p[k] = kept < 0 ? 0 : kept;
                if (share > 0) p[k] += share * (c[k] - p[k]);
            }
            if (share > 0) fallback[x] = share;
        }
    }
}
