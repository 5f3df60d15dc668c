#include "PixelTracer.h"

void Mirrors::look(const VnIllumination &light, const VnPicture &p, int y) {
    std::vector<MirrorPixel> &row = rows[y];
    row.clear();
    for (int x = 0; x < p.width; x++) {
        const float roughness = p.roughness[y * p.width + x];
        if (!isMirror(roughness) || !reflectsAlone(p, roughness)) continue;
        const Pixel pixel = read(p, x, y);
        if (!pixel.isLit) continue;
        MirrorPixel found{x, vec3(0.0f), vec3(0.0f), {}};
        PixelTracer(light, pixel, Pattern{morton(uint32_t(x), uint32_t(y)), light.memory.age}).reflect(found.mirrored, found.glint, true, &found.seen);
        row.push_back(found);
    }
}

void Mirrors::resolve(int x, int y, vec3 &mirrored, vec3 &glint) const {
    constexpr int reach = 6;
    constexpr float leastCosine = 0.9f, bend = 0.02f; // metres off the plane, for each metre along it and at all
    const auto from = [&](int v, int u) {
        return std::lower_bound(rows[v].begin(), rows[v].end(), u, [](const MirrorPixel &a, int u) { return a.x < u; });
    };
    const MirrorPixel &own = *from(y, x);
    const SeenInMirror &seen = own.seen;
    mirrored = own.mirrored;
    glint = own.glint;
    if (seen.body < 0) return;
    vec3 sum(0.0f);
    float weights = 0;
    for (int v = std::max(0, y - reach); v <= std::min(int(rows.size()) - 1, y + reach); v++) {
        for (auto other = from(v, x - reach); other != rows[v].end() && other->x <= x + reach; other++) {
            if (other->seen.body != seen.body || dot(other->seen.normal, seen.normal) < leastCosine) continue;
            const vec3 d = other->seen.point - seen.point;
            if (std::fabs(dot(d, seen.normal)) > bend * (1 + length(d))) continue;
            const float w = 1 - (square(other->x - x) + square(v - y)) / (2 * square(reach + 1));
            sum += other->seen.irradiance * w;
            weights += w;
        }
    }
    mirrored += seen.reflects * (sum / weights);
}
