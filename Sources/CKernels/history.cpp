#include "History.h"
#include "vector.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

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
        Level sum = 0;
        for (int j = 0; j < 4; j++) {
            const float *row = h.before + 4 * int64_t(std::clamp(top + j - 1, 0, h.height - 1)) * h.width;
            Level line = 0;
            for (int i = 0; i < 4; i++) line += wx[i] * load<Level>(row + 4 * std::clamp(left + i - 1, 0, h.width - 1));
            sum += wy[j] * line;
        }
        return sum;
    }
};

}

void ck_history_level_rows(const CkHistory *h, int32_t firstRow, int32_t endRow) {
    for (int64_t pixel = int64_t(firstRow) * h->width; pixel < int64_t(endRow) * h->width; pixel++) {
        const float *painted = h->painted + 3 * pixel;
        Floats light = 0;
        bool isNumber = true;
        for (int c = 0; c < 3; c++) {
            isNumber &= std::fabs(painted[c]) <= FLT_MAX;
            light[c] = isNumber ? std::max(painted[c], 0.0f) : 0;
        }
        const Floats level = logarithm2(1 + light * h->scale);
        store<Level>(h->levels + 4 * pixel, Level{level[0], level[1], level[2], isNumber ? 1.0f : 0.0f});
    }
}

void ck_history_join_rows(const CkHistory *h, int32_t firstRow, int32_t endRow) {
    const Frames frames{*h};
    for (int y = firstRow; y < endRow; y++) {
        for (int x = 0; x < h->width; x++) {
            const int64_t pixel = int64_t(y) * h->width + x;
            const Level own = load<Level>(h->levels + 4 * pixel);
            store<Level>(h->kept + 4 * pixel, own);
            const float *motion = h->motion + 2 * pixel;
            const float most = remembered * smoothstep(smooth, rough, h->roughness[pixel]) * smoothstep(still, moving, std::hypot(motion[0], motion[1]));
            if (h->ids[pixel] == 0 || own.w == 0 || most == 0) continue;
            Level carried = frames.carried(pixel, x, y);
            if (carried.w == 0) continue;
            Level sum = 0, squares = 0;
            for (int v = std::max(0, y - 1); v <= std::min(h->height - 1, y + 1); v++) {
                for (int u = std::max(0, x - 1); u <= std::min(h->width - 1, x + 1); u++) {
                    const Level near = load<Level>(h->levels + 4 * (int64_t(v) * h->width + u));
                    sum += near;
                    squares += near * near;
                }
            }
            const Level mean = sum / sum.w, spread = believed * root(__builtin_elementwise_max(squares / sum.w - mean * mean, Level(1e-6f)));
            const Level off = carried - mean, within = __builtin_elementwise_min(__builtin_elementwise_max(off, -spread), spread);
            // What had to be changed much is old.
            const Level cut = (off - within) / spread;
            const float stale = std::max(std::max(std::fabs(cut.x), std::fabs(cut.y)), std::fabs(cut.z));
            const float weight = most / (1 + stale);
            Level joined = ((mean + within) * weight + own) / (weight + 1);
            joined.w = 1;
            store<Level>(h->kept + 4 * pixel, joined);
            Floats level = 0;
            for (int c = 0; c < 3; c++) level[c] = joined[c];
            const Floats light = (power2(level) - 1) / h->scale;
            for (int c = 0; c < 3; c++) h->painted[3 * pixel + c] = std::max(light[c], 0.0f);
        }
    }
}
