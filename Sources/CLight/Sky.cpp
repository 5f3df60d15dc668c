#include "Sky.h"
#include <algorithm>
#include <cstring>

vec3 fromOctahedral(float u, float v) {
    float x = 2 * u - 1, y = 2 * v - 1, z = 1 - std::fabs(x) - std::fabs(y);
    if (z < 0) {
        float ox = x;
        x = std::copysign(1.0f - std::fabs(y), x);
        y = std::copysign(1.0f - std::fabs(ox), y);
    }
    return normalize(vec3(x, y, z));
}

void Sky::set(const VnSky &sky) {
    if (!cells.empty() && memcmp(&sky, &source, sizeof sky) == 0) return;
    source = sky;
    cells.resize(size * size);
    dome = skyDome(sky);
    constexpr float angle = 3.0f / size;
    harmonics.clear();
    float weights = 0;
    for (int i = 0; i < size * size; i++) {
        const float u = (i % size + 0.5f) / size, v = (i / size + 0.5f) / size;
        const vec3 d = fromOctahedral(u, v);
        cells[i] = pack(vnSky(dome, d, angle));
        // Of the map's square, the solid angle goes with the cube of the octahedron's distance.
        const float x = std::fabs(d.x), y = std::fabs(d.y), z = std::fabs(d.z), weight = (x + y + z) * (x + y + z) * (x + y + z);
        float basis[harmonicCount];
        harmonicBasis(d, basis);
        for (int k = 0; k < harmonicCount; k++) harmonics.c[k] += cells[i] * (basis[k] * weight);
        weights += weight;
    }
    for (f4 &c : harmonics.c) c *= 4.0f * pi / weights;
}

vec3 Sky::seen(vec3 d, float pixelInRadians) const { return vnSky(dome, d, pixelInRadians); }

vec3 Sky::operator()(vec3 d) const {
    const float scale = 1.0f / (std::fabs(d.x) + std::fabs(d.y) + std::fabs(d.z));
    float u = d.x * scale, v = d.y * scale;
    if (d.z < 0) {
        const float folded = std::copysign(1.0f - std::fabs(v), u);
        v = std::copysign(1.0f - std::fabs(u), v);
        u = folded;
    }
    const float x = clamp((0.5f + 0.5f * u) * size - 0.5f, 0.0f, size - 1.001f), y = clamp((0.5f + 0.5f * v) * size - 0.5f, 0.0f, size - 1.001f);
    const int column = int(x), row = int(y);
    const f4 *c = &cells[row * size + column];
    const float fx = x - column, fy = y - row;
    return unpack((c[0] * (1 - fx) + c[1] * fx) * (1 - fy) + (c[size] * (1 - fx) + c[size + 1] * fx) * fy);
}
