#include "History.h"
#include "vector.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstring>
#include <vector>

namespace {

// Three colours, and 1 where they are known.
typedef float Level __attribute__((ext_vector_type(4)));

// What was shown before counts beside what is painted now, which counts 1. (Twice that and more blurs.)
constexpr float remembered = 0.7f;
// What is smoother shows other things from elsewhere.
constexpr float smooth = 0.05f, rough = 0.2f;
// In pixels: what stays where it is is seen in the same places again, and says nothing new.
constexpr float still = 0.02f, moving = 0.2f;
// Of the spread of a pixel's neighbours: what was carried on differs by no more from their mean.
constexpr float believed = 1;
// A cosine: surfaces turned away from each other are not the same.
constexpr float alike = 0.8f;

// As planes keep them: steps of half a thousandth of a doubling.
typedef uint16_t Kept __attribute__((ext_vector_type(4)));
constexpr float steps = 2048, mostSteps = 65535;
// In the fourth place of what is kept.
constexpr float unknown = 0, painted = 1, joined = 2;
Kept pack(Level v) {
    return __builtin_convertvector(__builtin_elementwise_min(__builtin_elementwise_max(v, Level(0)) * steps + 0.5f, Level(mostSteps)), Kept);
}
Level unpack(const uint16_t *from) {
    Kept kept;
    std::memcpy(&kept, from, sizeof kept);
    return __builtin_convertvector(kept, Level) / steps;
}
constexpr float unit = 127; // of what is kept of a normal

Level root(Level v) { return __builtin_elementwise_sqrt(v); }

float smoothstep(float low, float high, float v) {
    const float t = std::clamp((v - low) / (high - low), 0.0f, 1.0f);
    return t * t * (3 - 2 * t);
}

struct Frames {
    const CkHistory &h;

    // What was at a place in the frame before; unknown where another surface was.
    Level carried(int64_t pixel, int x, int y) const {
        const float u = x + h.motion[2 * pixel], v = y + h.motion[2 * pixel + 1];
        if (!(u > -0.5f && v > -0.5f && u < h.width - 0.5f && v < h.height - 0.5f)) return 0;
        const int left = int(std::floor(u)), top = int(std::floor(v));
        const float *normal = h.normal + 3 * pixel;
        bool isSeen = false;
        for (int k = 0; k < 4; k++) {
            const int i = std::clamp(left + (k & 1), 0, h.width - 1), j = std::clamp(top + (k >> 1), 0, h.height - 1);
            const int64_t at = int64_t(j) * h.width + i;
            const CkHistorySurface &s = h.surfaces[at];
            if (s.id != h.ids[pixel] || s.normal[0] * normal[0] + s.normal[1] * normal[1] + s.normal[2] * normal[2] < alike * unit) continue;
            if (h.before[4 * at + 3] == 0) return 0;
            isSeen = true;
        }
        if (!isSeen) return 0;
        Level sum = sharply(u - left, v - top, left, top);
        sum.w = 1;
        return sum;
    }

private:
    // Catmull-Rom, which doesn't blur what is taken again and again.
    static void weights(float f, float *w) {
        w[0] = f * (-0.5f + f * (1 - 0.5f * f));
        w[1] = 1 + f * f * (-2.5f + 1.5f * f);
        w[2] = f * (0.5f + f * (2 - 1.5f * f));
        w[3] = f * f * (-0.5f + 0.5f * f);
    }
    Level sharply(float fx, float fy, int left, int top) const {
        float wx[4], wy[4];
        weights(fx, wx);
        weights(fy, wy);
        int columns[4];
        for (int i = 0; i < 4; i++) columns[i] = 4 * std::clamp(left + i - 1, 0, h.width - 1);
        Level sum = 0;
        for (int j = 0; j < 4; j++) {
            const uint16_t *row = h.before + 4 * int64_t(std::clamp(top + j - 1, 0, h.height - 1)) * h.width;
            Level line = 0;
            for (int i = 0; i < 4; i++) line += wx[i] * unpack(row + columns[i]);
            sum += wy[j] * line;
        }
        return sum;
    }
};

// Of one row, as steps of brightness.
void setLevels(const CkHistory &h, int y, std::vector<float> &light, Level *levels) {
    const int count = 3 * h.width;
    const float *own = h.painted + int64_t(y) * count;
    const auto isNumber = [](float v) { return std::fabs(v) <= FLT_MAX; };
    for (int i = 0; i < count; i++) light[i] = 1 + h.scale * (isNumber(own[i]) ? std::max(own[i], 0.0f) : 0);
    for (int i = 0; i < count; i += 8) store(&light[i], logarithm2(load(&light[i])));
    for (int x = 0; x < h.width; x++, own += 3) {
        const float *level = &light[3 * x];
        levels[x] = isNumber(own[0]) && isNumber(own[1]) && isNumber(own[2]) ? Level{level[0], level[1], level[2], painted} : Level(unknown);
    }
}

}

void ck_history_join_rows(const CkHistory *h, int32_t firstRow, int32_t endRow) {
    const Frames frames{*h};
    const int width = h->width;
    std::vector<float> light(3 * width + 8);
    std::vector<Level> rows[3] = {std::vector<Level>(width), std::vector<Level>(width), std::vector<Level>(width)};
    const auto row = [&](int y) { return rows[(y + 3) % 3].data(); };
    // Of three rows, with nothing to either side of them.
    std::vector<Level> sums(width + 2, Level(0)), squares(width + 2, Level(0));
    for (int y = firstRow - 1; y < endRow; y++) {
        const int next = y + 1;
        if (next < h->height) setLevels(*h, next, light, row(next));
        if (y == firstRow - 1) {
            if (y >= 0) setLevels(*h, y, light, row(y));
            continue;
        }
        for (int x = 0; x < width; x++) {
            Level sum = 0, square = 0;
            for (int v = std::max(0, y - 1); v <= std::min(h->height - 1, next); v++) {
                const Level near = row(v)[x];
                sum += near;
                square += near * near;
            }
            sums[x + 1] = sum;
            squares[x + 1] = square;
        }
        for (int x = 0; x < width; x++) {
            const int64_t pixel = int64_t(y) * width + x;
            const Level own = row(y)[x];
            const auto keep = [&](Level v) {
                const Kept kept = pack(v);
                std::memcpy(h->kept + 4 * pixel, &kept, sizeof kept);
            };
            keep(own);
            const float *motion = h->motion + 2 * pixel;
            const float way = std::sqrt(motion[0] * motion[0] + motion[1] * motion[1]);
            const float most = remembered * smoothstep(smooth, rough, h->roughness[pixel]) * smoothstep(still, moving, way);
            if (!h->before || h->ids[pixel] == 0 || own.w == unknown || most == 0) continue;
            const Level carried = frames.carried(pixel, x, y);
            if (carried.w == unknown) continue;
            const Level sum = sums[x] + sums[x + 1] + sums[x + 2], mean = sum / sum.w;
            const Level square = (squares[x] + squares[x + 1] + squares[x + 2]) / sum.w;
            const Level spread = believed * root(__builtin_elementwise_max(square - mean * mean, Level(1e-6f)));
            const Level off = carried - mean, within = __builtin_elementwise_min(__builtin_elementwise_max(off, -spread), spread);
            // What had to be changed much is old.
            const Level cut = (off - within) / spread;
            const float stale = std::max(std::max(std::fabs(cut.x), std::fabs(cut.y)), std::fabs(cut.z));
            const float weight = most / (1 + stale);
            const Level both = ((mean + within) * weight + own) / (weight + 1);
            keep(Level{both.x, both.y, both.z, joined});
        }
    }
}

void ck_history_show_rows(const CkHistory *h, int32_t firstRow, int32_t endRow) {
    const int width = h->width;
    std::vector<float> light(3 * width + 8);
    for (int64_t start = int64_t(firstRow) * width; start < int64_t(endRow) * width; start += width) {
        const uint16_t *kept = h->kept + 4 * start;
        for (int x = 0; x < width; x++)
            for (int c = 0; c < 3; c++) light[3 * x + c] = kept[4 * x + c] / steps;
        for (int i = 0; i < 3 * width; i += 8) store(&light[i], (power2(load(&light[i])) - 1) / h->scale);
        for (int x = 0; x < width; x++) {
            const float *normal = h->normal + 3 * (start + x);
            CkHistorySurface &surface = h->surfaces[start + x];
            surface.id = h->ids[start + x];
            for (int c = 0; c < 3; c++) surface.normal[c] = int8_t(std::lround(std::clamp(normal[c], -1.0f, 1.0f) * unit));
            if (kept[4 * x + 3] != joined * steps) continue;
            for (int c = 0; c < 3; c++) h->painted[3 * (start + x) + c] = std::max(light[3 * x + c], 0.0f);
        }
    }
}
