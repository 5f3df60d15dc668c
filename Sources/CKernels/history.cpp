#include "History.h"
#include "vector.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
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
            const float *n = h.normalBefore + 3 * at;
            if (h.idsBefore[at] != h.ids[pixel] || n[0] * normal[0] + n[1] * normal[1] + n[2] * normal[2] < alike) continue;
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
            const float *row = h.before + 4 * int64_t(std::clamp(top + j - 1, 0, h.height - 1)) * h.width;
            Level line = 0;
            for (int i = 0; i < 4; i++) line += wx[i] * load<Level>(row + columns[i]);
            sum += wy[j] * line;
        }
        return sum;
    }
};

}

void ck_history_level_rows(const CkHistory *h, int32_t firstRow, int32_t endRow) {
    const int count = 3 * h->width;
    std::vector<float> levels(count + 8);
    for (int y = firstRow; y < endRow; y++) {
        const float *painted = h->painted + int64_t(y) * count;
        for (int i = 0; i < count; i++) levels[i] = 1 + h->scale * (std::fabs(painted[i]) <= FLT_MAX ? std::max(painted[i], 0.0f) : 0);
        for (int i = 0; i < count; i += 8) store(&levels[i], logarithm2(load(&levels[i])));
        for (int x = 0; x < h->width; x++) {
            const float *own = painted + 3 * x, *level = &levels[3 * x];
            const bool isNumber = std::fabs(own[0]) <= FLT_MAX && std::fabs(own[1]) <= FLT_MAX && std::fabs(own[2]) <= FLT_MAX;
            store<Level>(h->levels + 4 * (int64_t(y) * h->width + x), isNumber ? Level{level[0], level[1], level[2], 1} : Level(0));
        }
    }
}

void ck_history_join_rows(const CkHistory *h, int32_t firstRow, int32_t endRow) {
    const Frames frames{*h};
    const int width = h->width;
    // Of three rows, with nothing to either side of them.
    std::vector<Level> sums(width + 2, Level(0)), squares(width + 2, Level(0));
    std::vector<float> light(3 * width + 8);
    std::vector<bool> isJoined(width);
    for (int y = firstRow; y < endRow; y++) {
        for (int x = 0; x < width; x++) {
            Level sum = 0, square = 0;
            for (int v = std::max(0, y - 1); v <= std::min(h->height - 1, y + 1); v++) {
                const Level near = load<Level>(h->levels + 4 * (int64_t(v) * width + x));
                sum += near;
                square += near * near;
            }
            sums[x + 1] = sum;
            squares[x + 1] = square;
        }
        for (int x = 0; x < width; x++) {
            const int64_t pixel = int64_t(y) * width + x;
            const Level own = load<Level>(h->levels + 4 * pixel);
            store<Level>(h->kept + 4 * pixel, own);
            isJoined[x] = false;
            const float *motion = h->motion + 2 * pixel;
            const float way = std::sqrt(motion[0] * motion[0] + motion[1] * motion[1]);
            const float most = remembered * smoothstep(smooth, rough, h->roughness[pixel]) * smoothstep(still, moving, way);
            if (h->ids[pixel] == 0 || own.w == 0 || most == 0) continue;
            const Level carried = frames.carried(pixel, x, y);
            if (carried.w == 0) continue;
            const Level sum = sums[x] + sums[x + 1] + sums[x + 2], mean = sum / sum.w;
            const Level square = (squares[x] + squares[x + 1] + squares[x + 2]) / sum.w;
            const Level spread = believed * root(__builtin_elementwise_max(square - mean * mean, Level(1e-6f)));
            const Level off = carried - mean, within = __builtin_elementwise_min(__builtin_elementwise_max(off, -spread), spread);
            // What had to be changed much is old.
            const Level cut = (off - within) / spread;
            const float stale = std::max(std::max(std::fabs(cut.x), std::fabs(cut.y)), std::fabs(cut.z));
            const float weight = most / (1 + stale);
            const Level joined = ((mean + within) * weight + own) / (weight + 1);
            store<Level>(h->kept + 4 * pixel, Level{joined.x, joined.y, joined.z, 1});
            for (int c = 0; c < 3; c++) light[3 * x + c] = joined[c];
            isJoined[x] = true;
        }
        for (int i = 0; i < 3 * width; i += 8) store(&light[i], (power2(load(&light[i])) - 1) / h->scale);
        for (int x = 0; x < width; x++) {
            if (!isJoined[x]) continue;
            for (int c = 0; c < 3; c++) h->painted[3 * (int64_t(y) * width + x) + c] = std::max(light[3 * x + c], 0.0f);
        }
    }
}
