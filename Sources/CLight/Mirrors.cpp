#include "PixelTracer.h"

void Mirrors::look(const VnIllumination &light, const VnPicture &p, int y) {
    std::vector<MirrorPixel> &row = rows[y];
    row.clear();
    for (int x = 0; x < p.width; x++) {
        const float roughness = p.roughness[y * p.width + x];
        if (!reflectsAlone(p, roughness)) continue;
        const Pixel pixel = read(p, x, y);
        if (!pixel.isLit) continue;
        MirrorPixel found{x, vec3(0.0f), vec3(0.0f), {}, vec3(0.0f)};
        PixelTracer(light, pixel, Pattern{morton(uint32_t(x), uint32_t(y)), light.memory.age})
            .reflect(found.mirrored, found.glint, &p, isMirror(roughness) ? &found.seen : nullptr);
        row.push_back(found);
    }
}

namespace {
constexpr float leastCosine = 0.9f;

std::vector<MirrorPixel>::const_iterator from(const std::vector<MirrorPixel> &row, int x) {
    return std::lower_bound(row.begin(), row.end(), x, [](const MirrorPixel &a, int x) { return a.x < x; });
}
}

template <class Body> void Mirrors::around(int x, int y, int reach, Body body) const {
    for (int v = std::max(0, y - reach); v <= std::min(int(rows.size()) - 1, y + reach); v++)
        for (auto other = from(rows[v], x - reach); other != rows[v].end() && other->x <= x + reach; other++) body(*other, other->x - x, v - y);
}

const MirrorPixel &Mirrors::at(int x, int y) const { return *from(rows[y], x); }

void Mirrors::share(int y) {
    constexpr int far = 6, near = 2; // shadows have edges
    constexpr float bend = 0.02f; // metres off the plane, for each metre along it and at all
    for (MirrorPixel &own : rows[y]) {
        const SeenInMirror &seen = own.seen;
        if (seen.body < 0) continue;
        vec3 sum(0.0f), direct(0.0f);
        float weights = 0, directWeights = 0;
        around(own.x, y, far, [&](const MirrorPixel &other, int across, int down) {
            if (other.seen.body != seen.body || dot(other.seen.normal, seen.normal) < leastCosine) return;
            const vec3 d = other.seen.point - seen.point;
            if (std::fabs(dot(d, seen.normal)) > bend * (1 + length(d))) return;
            const float r2 = square(across) + square(down), w = 1 - r2 / (2 * square(far + 1)), v = max(0.0f, 1 - r2 / square(near + 1));
            sum += other.seen.irradiance * w;
            weights += w;
            direct += other.seen.direct * v;
            directWeights += v;
        });
        own.shared = seen.reflects * (sum / weights + direct / directWeights);
    }
}

bool Mirrors::showsOther(const MirrorPixel &a, const MirrorPixel &b) {
    return a.seen.shown != b.seen.shown || (a.seen.body >= 0 && dot(a.seen.normal, b.seen.normal) < leastCosine);
}

void Mirrors::resolve(const VnIllumination &light, const VnPicture &p, const Pixel &pixel, int x, int y, vec3 &mirrored, vec3 &glint) const {
    isMirror(pixel.surface.roughness) ? resolveMirror(light, p, pixel, x, y, mirrored, glint) : resolvePane(light, p, pixel, x, y, mirrored, glint);
}

// No wider than what one of its lobes shows. Where that is the pixel alone, and those around show something else, as where a window in a screen ends, a few rays
// would be specks.
void Mirrors::resolvePane(const VnIllumination &light, const VnPicture &p, const Pixel &pixel, int x, int y, vec3 &mirrored, vec3 &glint) const {
    constexpr float share = 0.7f, even = 0.99f, like = 0.03f, differs = 0.25f;
    constexpr int most = 2;
    constexpr uint32_t closerLooks = 3;
    const int reach = std::min(most, int(share * pixel.surface.alpha() * p.focalLengthInPixels));
    float count = 0, darkest = INFINITY, brightest = 0;
    around(x, y, std::max(1, reach), [&](const MirrorPixel &other, int across, int down) {
        const int j = (y + down) * p.width + other.x;
        const vec3 normal(p.normal[3 * j], p.normal[3 * j + 1], p.normal[3 * j + 2]);
        const bool isOther = p.ids[j] != p.ids[y * p.width + x] || std::fabs(p.roughness[j] - pixel.surface.roughness) > like || dot(normal, pixel.normal) < even;
        if (isOther && (across || down)) return;
        const float shown = luminance(other.mirrored + other.glint);
        darkest = min(darkest, shown);
        brightest = max(brightest, shown);
        if (std::max(std::abs(across), std::abs(down)) > reach) return;
        mirrored += other.mirrored;
        glint += other.glint;
        count++;
    });
    if (reach == 0 && brightest - darkest > differs * brightest) {
        const MirrorPixel &own = at(x, y);
        mirrored = own.mirrored;
        glint = own.glint;
        count = 1 + closerLooks;
        for (uint32_t k = 0; k < closerLooks; k++)
            PixelTracer(light, pixel, Pattern{closerLooks * morton(uint32_t(x), uint32_t(y)) + k, ~light.memory.age}).reflect(mirrored, glint, &p);
    }
    mirrored = mirrored / count;
    glint = glint / count;
}

void Mirrors::resolveMirror(const VnIllumination &light, const VnPicture &p, const Pixel &pixel, int x, int y, vec3 &mirrored, vec3 &glint) const {
    constexpr int looks = 8;
    const MirrorPixel &own = at(x, y);
    mirrored = own.mirrored + own.shared;
    glint = own.glint;
    bool isEdge = false;
    around(x, y, 1, [&](const MirrorPixel &other, int, int) { isEdge |= showsOther(own, other); });
    if (!isEdge) return;
    const PixelTracer tracer(light, pixel, Pattern{0});
    mirrored = glint = vec3(0.0f);
    for (uint32_t k = 0; k < looks; k++) {
        const float right = (k + 0.5f) / looks - 0.5f, below = ((__builtin_bitreverse8(uint8_t(k)) >> 5) + 0.5f) / looks - 0.5f;
        const MirrorPixel *found = like(light, tracer, tracer.origin + tracer.within(p, right, below), x, y, right, below), &best = found ? *found : own;
        mirrored += (best.mirrored + best.shared) / looks;
        glint += best.glint / looks;
    }
}

const MirrorPixel *Mirrors::like(const VnIllumination &light, const PixelTracer &tracer, vec3 start, int x, int y, float right, float below) const {
    constexpr float nearness = 0.1f, turning = 4; // what a pixel's distance and a turn count for beside a pixel's width off the plane
    const Pixel &pixel = tracer.pixel;
    const vec3 way = normalize(start - (pixel.point - pixel.ray * pixel.depth)), direction = way - pixel.normal * (2 * dot(way, pixel.normal));
    const Hit hit = light.scene.trace(start, direction);
    HitSurface s;
    const bool isLit = hit.body >= 0 && light.scene.bodies[hit.body].light < 0;
    if (isLit) s = light.scene.surface(hit, start, direction);
    const MirrorPixel *best = nullptr;
    float least = INFINITY;
    around(x, y, 1, [&](const MirrorPixel &other, int across, int down) {
        if (other.seen.shown != hit.body || (isLit && other.seen.body < 0)) return;
        float cost = nearness * (square(across - right) + square(down - below));
        if (isLit) {
            const vec3 d = s.point - other.seen.point;
            const float width = pixel.width * (1 + hit.distance / length(pixel.ray));
            cost += (std::fabs(dot(d, s.normal)) + std::fabs(dot(d, other.seen.normal))) / width + turning * (1 - dot(s.normal, other.seen.normal));
        }
        if (cost < least) { least = cost; best = &other; }
    });
    return best;
}

bool Mirrors::enlarge(const VnIllumination &light, const VnPicture &large, int x, int y, float across, float down, float scale, vec3 &shown) const {
    constexpr int edge = 2; // looks along either side of a pixel
    const int column = int(std::lround(across)), row = int(std::lround(down));
    const MirrorPixel *first = nullptr;
    bool isEdge = false;
    around(column, row, 1, [&](const MirrorPixel &other, int, int) {
        if (first) isEdge |= showsOther(*first, other);
        else first = &other;
    });
    if (!isEdge) return false;
    const PixelTracer tracer(light, read(large, x, y), Pattern{0});
    vec3 sum(0.0f);
    int count = 0;
    for (int k = 0; k < edge * edge; k++) {
        const float right = (k % edge + 0.5f) / edge - 0.5f, below = (k / edge + 0.5f) / edge - 0.5f;
        const MirrorPixel *best = like(light, tracer, tracer.origin + tracer.within(large, right, below), column, row, across - column + right * scale, down - row + below * scale);
        if (!best) continue;
        sum += best->mirrored + best->shared + best->glint;
        count++;
    }
    if (count == 0) return false;
    shown = sum / float(count);
    return true;
}
