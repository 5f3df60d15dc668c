#include "Field.h"
#include <algorithm>

void harmonicBasis(vec3 d, float o[harmonicCount]) {
    o[0] = 0.282095f;
    o[1] = 0.488603f * d.y; o[2] = 0.488603f * d.z; o[3] = 0.488603f * d.x;
    o[4] = 1.092548f * d.x * d.y; o[5] = 1.092548f * d.y * d.z; o[6] = 0.315392f * (3.0f * d.z * d.z - 1.0f);
    o[7] = 1.092548f * d.x * d.z; o[8] = 0.546274f * (d.x * d.x - d.y * d.y);
}

static vec3 weighted(const Harmonics &h, vec3 d, float first, float second) {
    float b[harmonicCount];
    harmonicBasis(d, b);
    f4 sum = h.c[0] * b[0];
    for (int k = 1; k < 4; k++) sum += h.c[k] * (b[k] * first);
    for (int k = 4; k < 9; k++) sum += h.c[k] * (b[k] * second);
    return unpack(sum);
}
// Few harmonics swing below zero opposite a bright lamp.
static vec3 atLeastDim(const Harmonics &h, vec3 v) {
    vec3 floor = unpack(h.c[0]) * (0.05f * 0.282095f);
    return vec3(max(v.x, floor.x), max(v.y, floor.y), max(v.z, floor.z));
}
vec3 Harmonics::value(vec3 d) const { return weighted(*this, d, 1, 1); }
vec3 Harmonics::cosineMean(vec3 n) const { return weighted(*this, n, 2.0f / 3.0f, 0.25f); }
vec3 Harmonics::radiance(vec3 d, float roughness) const {
    float a = 1.0f - 0.35f * roughness;
    return atLeastDim(*this, weighted(*this, d, a, a * a * a));
}
vec3 Harmonics::irradiance(vec3 n) const { return atLeastDim(*this, weighted(*this, n, 2.0f / 3.0f, 0.25f * 0.9f)) * pi; }

// Octahedral map, 0...1 each way, and back.
static void octahedral(vec3 d, float &u, float &v) {
    float l = std::fabs(d.x) + std::fabs(d.y) + std::fabs(d.z), x = d.x / l, y = d.y / l;
    if (d.z < 0) {
        float ox = x;
        x = std::copysign(1.0f - std::fabs(y), x);
        y = std::copysign(1.0f - std::fabs(ox), y);
    }
    u = x * 0.5f + 0.5f; v = y * 0.5f + 0.5f;
}
static vec3 fromOctahedral(float u, float v) {
    float x = 2 * u - 1, y = 2 * v - 1, z = 1 - std::fabs(x) - std::fabs(y);
    if (z < 0) {
        float ox = x;
        x = std::copysign(1.0f - std::fabs(y), x);
        y = std::copysign(1.0f - std::fabs(ox), y);
    }
    return normalize(vec3(x, y, z));
}

void Field::makeDirections() {
    directions.resize(rayCount);
    basis.resize(rayCount * harmonicCount);
    for (int i = 0; i < rayCount; i++) {
        // A Fibonacci spiral around a slanted axis, so that no ray runs along the walls.
        float z = 1.0f - 2.0f * (i + 0.5f) / rayCount, phi = i * 2.39996323f, s = sqrt(1.0f - z * z);
        vec3 axis = normalize(vec3(0.36f, 0.48f, 0.80f)), t, b;
        frame(axis, t, b);
        directions[i] = normalize(t * (s * std::cos(phi)) + b * (s * std::sin(phi)) + axis * z);
        harmonicBasis(directions[i], &basis[i * harmonicCount]);
    }
    taps.assign(mapStride * mapStride, {});
    for (int row = 0; row < mapStride; row++) {
        for (int column = 0; column < mapStride; column++) {
            // The border repeats what lies over the map's edge.
            int x = column - 1, y = row - 1;
            if (x < 0 || x >= mapSize) { x = std::clamp(x, 0, mapSize - 1); y = mapSize - 1 - y; }
            if (y < 0 || y >= mapSize) { y = std::clamp(y, 0, mapSize - 1); x = mapSize - 1 - x; }
            vec3 d = fromOctahedral((x + 0.5f) / mapSize, (y + 0.5f) / mapSize);
            std::vector<Tap> &cell = taps[row * mapStride + column];
            float sum = 0;
            for (int i = 0; i < rayCount; i++) {
                float w = std::pow(max(0.0f, dot(d, directions[i])), 50.0f);
                if (w > 1e-3f) { cell.push_back({uint16_t(i), w}); sum += w; }
            }
            for (Tap &tap : cell) tap.weight /= sum;
        }
    }
}

void Field::create(vec3 lo, vec3 hi, float wanted, int maximumCount) {
    low = lo; high = hi;
    vec3 extent = hi - lo;
    auto cells = [&](float length, float s) { return std::max(2, int(std::lround(length / s))); };
    float s = wanted;
    do {
        nx = cells(extent.x, s); ny = cells(extent.y, s); nz = cells(extent.z, s);
        s *= 1.05f;
    } while (count() > maximumCount && count() > 8);
    spacing = vec3(extent.x / nx, extent.y / ny, extent.z / nz);
    smallestSpacing = min(spacing.x, min(spacing.y, spacing.z));
    farthest = 1.5f * length(spacing);
    Harmonics dark;
    dark.clear();
    for (auto *store : {&harmonics, &solved, &previous, &sunPart}) store->assign(count(), dark);
    visibility.assign(size_t(count()) * mapStride * mapStride * 2, 0.0f);
    alive.assign(count(), 0);
    rays.resize(size_t(count()) * rayCount);
    makeDirections();
}

vec3 Field::position(int probe) const {
    int z = probe % nz, y = probe / nz % ny, x = probe / (nz * ny);
    return low + vec3((x + 0.5f) * spacing.x, (y + 0.5f) * spacing.y, (z + 0.5f) * spacing.z);
}

void Field::interpolate(vec3 point, vec3 normal, vec3 towardsViewer, vec3 sky, Harmonics &out, Harmonics *sunOut) const {
    out.clear();
    if (sunOut) sunOut->clear();
    const float margin = 0.05f;
    // The surface point itself decides, not the shifted one: contacts at the edge would sparkle.
    if (point.x < low.x - margin || point.y < low.y - margin || point.z < low.z - margin || point.x > high.x + margin || point.y > high.y + margin ||
        point.z > high.z + margin) {
        out.c[0] = pack(sky * 3.5449077f);
        return;
    }
    vec3 shifted = point + normal * (0.3f * smallestSpacing) + towardsViewer * (0.1f * smallestSpacing);
    const int n[3] = {nx, ny, nz};
    const float g[3] = {(shifted.x - low.x) / spacing.x - 0.5f, (shifted.y - low.y) / spacing.y - 0.5f, (shifted.z - low.z) / spacing.z - 0.5f};
    int cell[3];
    float fraction[3];
    for (int a = 0; a < 3; a++) {
        float q = clamp(g[a], 0.0f, n[a] - 1.001f);
        cell[a] = int(q);
        fraction[a] = q - cell[a];
    }
    float total = 0;
    for (int corner = 0; corner < 8; corner++) {
        int ix = cell[0] + (corner & 1), iy = cell[1] + (corner >> 1 & 1), iz = cell[2] + (corner >> 2);
        int probe = (ix * ny + iy) * nz + iz;
        if (!alive[probe]) continue;
        float w = (corner & 1 ? fraction[0] : 1 - fraction[0]) * (corner & 2 ? fraction[1] : 1 - fraction[1]) * (corner & 4 ? fraction[2] : 1 - fraction[2]);
        w = max(w, 1e-4f);
        vec3 at = position(probe), toProbe = at - point;
        float facing = (dot(toProbe, normal) / max(1e-4f, length(toProbe)) + 1.0f) * 0.5f;
        w *= facing * facing + 0.05f;
        vec3 d = shifted - at;
        float distance = max(1e-4f, length(d)), u, v;
        octahedral(d / distance, u, v);
        // Bilinear, in the map with its border.
        float mx = u * mapSize + 0.5f, my = v * mapSize + 0.5f;
        int x = int(mx), y = int(my);
        float fx = mx - x, fy = my - y;
        const float *m = &visibility[(size_t(probe) * mapStride * mapStride + y * mapStride + x) * 2];
        const float *below = m + 2 * mapStride;
        float mean = mix(mix(m[0], m[2], fx), mix(below[0], below[2], fx), fy), meanSquare = mix(mix(m[1], m[3], fx), mix(below[1], below[3], fx), fy);
        if (distance > mean) {
            float variance = max(meanSquare - mean * mean, square(0.03f * smallestSpacing));
            float chebyshev = variance / (variance + square(distance - mean));
            w *= max(chebyshev * chebyshev * chebyshev, 0.002f);
        }
        total += w;
        for (int k = 0; k < harmonicCount; k++) out.c[k] += harmonics[probe].c[k] * w;
        if (sunOut) for (int k = 0; k < harmonicCount; k++) sunOut->c[k] += sunPart[probe].c[k] * w;
    }
    if (total <= 0) return;
    for (f4 &c : out.c) c /= total;
    if (sunOut) for (f4 &c : sunOut->c) c /= total;
}
