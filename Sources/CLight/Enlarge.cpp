// A small picture's light on a large one's surfaces. A large pixel takes light from those small pixels that show its surface. Colours, relief and highlights in the sun and the edges of the sun's shadows are its own,
// so that they are as sharp as the large picture.
#include "PixelTracer.h"
#include <cstring>

namespace {
typedef float f16 __attribute__((vector_size(64)));
typedef int32_t i16 __attribute__((vector_size(64)));

constexpr int window = 4, before = 1; // pixels around a place: one and a half to either side
constexpr int border = 3; // copies of the outermost pixels, so that every window is whole
constexpr float reach2 = 2.5f; // beside edges a pixel counts this far, squared
constexpr float enough = 0.7f; // of what pixels count by then, in all: with less, those farther off join them
constexpr float farReach2 = 36, farShare = 0.1f;
constexpr float offPlane = 0.005f, offPlaneAtLeast = 0.001f; // of the depth, and in metres: what one surface's places may be off each other's planes
constexpr float turned = 0.8f, perTurn = 3; // from this cosine on what normals turn by counts, too
constexpr float otherFinish = 0.15f, perFinish = 5; // from this on what roughness and metal are apart counts, too: a curtain isn't lit as the pane before it
constexpr float darkest = 0.01f; // base colours below this don't say what lit them
// A shadow's edge is sharp where the sixteen small pixels around see this much more or less of the sun than each other, to the second number; those in the middle tell whether it is near.
constexpr float shadowsEdge = 0.3f, shadowsSharpEdge = 0.6f, shadowsTrace = 0.02f;
// What was painted beside an edge is the edge, mostly, which is another one here: it counts this little, and not at all alone.
constexpr float leastPainted = 0.1f, levelled = 0.6f;
const f16 edgesTrust{1, 1, 1, 1, 1, 1, 0.02f, 0.02f, 0.02f, 0.02f, 1, 1, 1, 1, 1, 1};
constexpr float evenSky = 0.02f; // where small pixels are that alike
constexpr int sunRays = 16; // at such a pixel, the same ones at each: bands finer than pixels are smoother than grain

// What a window's pixels show, a plane each.
enum Plane { pointX, pointY, pointZ, normalX, normalY, normalZ, roughAndMetal, sunSeen, planeCount }; // the last below 0: unknown
static_assert(planeCount == vnEnlargementPlaneCount, "as many as there is room for");
// What of them is mixed, a lane each: what falls on base colours, what comes besides, what the painter made of both.
// Where the sky is seen it stands in for what was painted, since that is never painted.
enum Lane { onBase = 0, besides = 3, painted = 6, isPainted = 9, fallback = 10, sunKnown = 11, sunArriving = 12, sunScattered = 13 };

f16 choose(i16 mask, f16 yes, f16 no) { return (f16)((mask & (i16)yes) | (~mask & (i16)no)); }
f16 absolute(f16 v) { return choose(v < 0, -v, v); }
f16 larger(f16 a, f16 b) { return choose(a > b, a, b); }
float sum(f16 v) {
    float total = 0;
    for (int k = 0; k < 16; k++) total += v[k];
    return total;
}

struct Small {
    const int columns, rows, stride;
    const float *planes;
    const uint32_t *ids;
    const f16 *lights;

    explicit Small(const VnEnlargement &e)
        : columns(e.small.width), rows(e.small.height), stride(columns + 2 * border), planes(e.around), ids(e.idsAround), lights((const f16 *)e.lights) {}
    size_t count() const { return size_t(stride) * (rows + 2 * border); }
    size_t at(int x, int y) const { return size_t(y + border) * stride + x + border; }
    f16 plane(Plane plane, size_t first) const { return gathered<f16>(planes + plane * count() + first); }
    i16 id(size_t first) const { return gathered<i16>(ids + first); }

private:
    template <class Lanes, class T> Lanes gathered(const T *from) const {
        Lanes lanes;
        for (int k = 0; k < window; k++) std::memcpy((char *)&lanes + k * sizeof(f4), from + size_t(k) * stride, sizeof(f4));
        return lanes;
    }
};

// Where along one side of a picture a large pixel's middle lies in the small one.
struct Span {
    int first;
    float t, place;
    f16 curve, apart2; // for a window's pixels: Catmull-Rom's weights; squared distances

    // `step`: how many of a window's pixels lie at one place along the side before the next does.
    Span(int pixel, float scale, int count, int step) {
        place = std::clamp((pixel + 0.5f) * scale - 0.5f, -1.0f, float(count));
        const float whole = std::floor(place);
        t = place - whole;
        first = int(whole) - before;
        const float weights[window] = {t * (-0.5f + t * (1 - 0.5f * t)), 1 + t * t * (-2.5f + 1.5f * t), t * (0.5f + t * (2 - 1.5f * t)), t * t * (-0.5f + 0.5f * t)};
        for (int k = 0; k < 16; k++) {
            curve[k] = weights[k / step % window];
            apart2[k] = square(k / step % window - before - t);
        }
    }
    // Squared distances in a window so many pixels farther.
    f16 apart2From(int pixels, int step) const {
        f16 result;
        for (int k = 0; k < 16; k++) result[k] = square(k / step % window + pixels - before - t);
        return result;
    }
};

vec3 at(const float *plane, int i) { return vec3(plane[3 * i], plane[3 * i + 1], plane[3 * i + 2]); }
void set(float *plane, int i, vec3 v) { plane[3 * i] = v.x; plane[3 * i + 1] = v.y; plane[3 * i + 2] = v.z; }
void put(f16 &lanes, int first, vec3 v) { lanes[first] = v.x; lanes[first + 1] = v.y; lanes[first + 2] = v.z; }
vec3 of(f16 v, int first) { return vec3(v[first], v[first + 1], v[first + 2]); }

struct Enlarger {
    const VnIllumination &self;
    const VnEnlargement &e;
    const VnPicture &p;
    const Small small;
    std::vector<Span> across;
    std::vector<f16> row;
    std::vector<uint8_t> sees; // the sky
    PixelTracer::SunRay sun[sunRays];
    struct ShadowEdge { int x; float sharp, seen; };
    std::vector<ShadowEdge> shadowEdges; // of the row

    Enlarger(const VnIllumination &self, const VnEnlargement &e) : self(self), e(e), p(e.large), small(e), row(p.width), sees(p.width) {
        const float scale = float(e.small.width) / p.width;
        for (int k = 0; k < sunRays; k++) sun[k] = PixelTracer::sunRay(self.lights, Pattern{0}, k);
        for (int x = 0; x < p.width; x++) across.emplace_back(x, scale, e.small.width, 1);
    }
    void enlarge(int y) {
        const Span down(y, float(e.small.height) / p.height, e.small.height, window);
        shadowEdges.clear();
        for (int x = 0; x < p.width; x++) {
            const Span &span = across[x];
            const size_t first = small.at(span.first, down.first);
            const Surface surface(*this, x, y);
            const f16 different = surface.differences(first);
            sees[x] = e.showsSky[surface.id];
            row[x] = light(surface, span, down, different);
            if (sees[x]) lookCloser(x, y, different < 1, first);
            else if (self.lights.sunShines) seekShadowEdge(x, different < 1, first);
            if (isMirror(p.roughness[y * p.width + x])) lookIntoMirror(x, y, span.place, down.place);
        }
        askSun(y);
        for (int x = 0; x < p.width; x++) store(x, y, row[x]);
    }

private:
    // What a large pixel shows, from the eye on.
    struct Surface {
        const Small &small;
        uint32_t id;
        vec3 point, normal;
        float finish, tolerance;

        Surface(const Enlarger &of, int x, int y) : small(of.small) {
            const int i = y * of.p.width + x;
            id = of.p.ids[i];
            point = rayThrough(of.p, x + 0.5f, y + 0.5f) * of.p.depth[i];
            normal = at(of.p.normal, i);
            finish = of.p.roughness[i] + of.p.metallic[i];
            tolerance = 1 / (offPlane * of.p.depth[i] + offPlaneAtLeast);
        }
        // Below 1: a window's pixels show the same.
        f16 differences(size_t first) const {
            const i16 isSame = small.id(first) == int32_t(id);
            if (id == 0) return choose(isSame, f16{}, f16{} + INFINITY);
            const f16 x = small.plane(pointX, first) - point.x, y = small.plane(pointY, first) - point.y, z = small.plane(pointZ, first) - point.z;
            const f16 off = absolute(x * normal.x + y * normal.y + z * normal.z) * tolerance;
            const f16 cosine = small.plane(normalX, first) * normal.x + small.plane(normalY, first) * normal.y + small.plane(normalZ, first) * normal.z;
            const f16 otherwise = larger(f16{}, absolute(small.plane(roughAndMetal, first) - finish) - otherFinish);
            return choose(isSame, off + perTurn * larger(f16{}, turned - cosine) + perFinish * otherwise, f16{} + INFINITY);
        }
    };

    f16 mixed(f16 weights, size_t first) const {
        f16 light = {};
        for (int k = 0; k < 16; k++) light += weights[k] * small.lights[first + size_t(k / window) * small.stride + k % window];
        return light;
    }
    // Beside a glint or a shadow's edge the curve goes beyond all that there is.
    f16 between(size_t first, f16 light) const {
        const f16 *above = small.lights + first + small.stride + before, *below = above + small.stride;
        const f16 high = larger(larger(above[0], above[1]), larger(below[0], below[1])), low = -larger(larger(-above[0], -above[1]), larger(-below[0], -below[1]));
        return -larger(-high, -larger(low, light));
    }
    // A smooth curve where all around shows the surface; else what shows it, the nearer the more.
    f16 light(const Surface &surface, const Span &span, const Span &down, f16 different) const {
        const size_t first = small.at(span.first, down.first);
        const i16 shows = different < 1;
        if (__builtin_reduce_and(shows)) return between(first, mixed(span.curve * down.curve, first));
        const f16 near = larger(f16{}, 1 - (span.apart2 + down.apart2) / reach2), weights = choose(shows, near * near, f16{});
        const float all = sum(weights);
        return all > enough ? mixed(weights / all, first) : farther(surface, span, down, weights, all);
    }
    // Of a thin thing few pixels show something, and those along it as well count: else it is a row of beads. Where none does, the likest.
    f16 farther(const Surface &surface, const Span &span, const Span &down, f16 near, float all) const {
        f16 light = mixed(near, small.at(span.first, down.first));
        const float share = (1 - all / enough) * farShare;
        size_t best = 0;
        float least = INFINITY;
        for (int windowDown = -1; windowDown <= 1; windowDown++) {
            for (int windowAcross = -1; windowAcross <= 1; windowAcross++) {
                const int x = span.first + windowAcross * window, y = down.first + windowDown * window;
                if (x < -border || y < -border || x + window > small.columns + border || y + window > small.rows + border) continue;
                const size_t first = small.at(x, y);
                const f16 apart2 = span.apart2From(windowAcross * window, 1) + down.apart2From(windowDown * window, window);
                const f16 different = surface.differences(first), near = larger(f16{}, 1 - apart2 / farReach2), weights = choose(different < 1, share * near * near, f16{});
                all += sum(weights);
                light += mixed(weights, first);
                for (int k = 0; k < 16 && all <= 0; k++) {
                    const float cost = std::min(different[k], 1e6f) * 4 + apart2[k];
                    if (cost < least) { least = cost; best = first + size_t(k / window) * small.stride + k % window; }
                }
            }
        }
        return all > 0 ? light / all : small.lights[best];
    }

    // Where the sky isn't even, as before a wood or a cloud's edge.
    void lookCloser(int x, int y, i16 shows, size_t first) {
        f16 low = f16{} + INFINITY, high = {};
        for (int k : {5, 6, 9, 10}) {
            if (!shows[k]) continue;
            const f16 light = small.lights[first + size_t(k / window) * small.stride + k % window];
            low = -larger(-low, -light);
            high = larger(high, light);
        }
        bool isEven = true;
        for (int lane = painted; lane < painted + 3; lane++) isEven &= high[lane] - low[lane] <= evenSky * high[lane];
        if (isEven) return;
        const vec3 sky = self.lights.sky->seen(normalize(rayThrough(p, x + 0.5f, y + 0.5f)), 1 / p.focalLengthInPixels);
        put(row[x], painted, sky);
    }

    void lookIntoMirror(int x, int y, float across, float down) {
        vec3 shown;
        if (!self.mirrors.enlarge(self, p, x, y, across, down, float(small.columns) / p.width, shown)) return;
        put(row[x], onBase, of(row[x], onBase) * (1 - p.metallic[y * p.width + x]));
        put(row[x], besides, shown);
    }

    // Between the four small pixels around.
    void seekShadowEdge(int x, i16 shows, size_t first) {
        const f16 seen = small.plane(sunSeen, first);
        float low = 1, high = 0, middleLow = 1, middleHigh = 0;
        for (int k = 0; k < 16; k++) {
            if (!shows[k] || seen[k] < 0) continue;
            low = std::min(low, seen[k]);
            high = std::max(high, seen[k]);
            if (k % window % 3 == 0 || k / window % 3 == 0) continue;
            middleLow = std::min(middleLow, seen[k]);
            middleHigh = std::max(middleHigh, seen[k]);
        }
        const bool isUnknown = middleLow > middleHigh, isAway = middleLow > 1 - shadowsTrace || middleHigh < shadowsTrace;
        const float sharp = isUnknown ? 1 : isAway ? 0 : smoothstep(shadowsEdge, shadowsSharpEdge, high - low);
        if (sharp > 0) shadowEdges.push_back({x, sharp, 0});
    }
    // By half of the rays; where these don't agree by the other half as well.
    void askSun(int y) {
        shadowEdges.erase(std::remove_if(shadowEdges.begin(), shadowEdges.end(), [&](const ShadowEdge &edge) {
            return dot(relief(y * p.width + edge.x), self.lights.directionToSun) <= 0;
        }), shadowEdges.end());
        askSun(y, 0, [](const ShadowEdge &) { return true; });
        askSun(y, sunRays / 2, [](const ShadowEdge &edge) { return edge.seen > 0 && edge.seen < 1; });
        for (const ShadowEdge &edge : shadowEdges) {
            f16 &light = row[edge.x];
            const float known = light[sunKnown] > 1e-3f ? light[sunArriving] / light[sunKnown] : edge.seen;
            light[sunKnown] = 1;
            light[sunArriving] = known + (edge.seen - known) * edge.sharp;
        }
    }
    template <class Asks> void askSun(int y, int firstRay, Asks asks) {
        constexpr int count = sunRays / 2;
        ShadowRays rays;
        ShadowEdge *asked[ShadowRays::most / count];
        const auto ask = [&] {
            const uint32_t arrived = self.scene.unblocked(rays);
            for (int k = 0; k < rays.count / count; k++) {
                const float seen = float(__builtin_popcount(arrived >> (k * count) & ((1u << count) - 1))) / count;
                asked[k]->seen = firstRay == 0 ? seen : (asked[k]->seen + seen) / 2;
            }
            rays.count = 0;
        };
        for (ShadowEdge &edge : shadowEdges) {
            if (!asks(edge)) continue;
            asked[rays.count / count] = &edge;
            const PixelTracer tracer(self, read(p, edge.x, y), Pattern{0});
            for (int k = 0; k < count; k++) tracer.add(p, sun[firstRay + k], rays);
            if (rays.count == ShadowRays::most) ask();
        }
        if (rays.count > 0) ask();
    }

    // Other bodies' normals have relief.
    vec3 relief(int i) const { return at(p.ids[i] > 0 && self.scene.bodies[p.ids[i] - 1].triangleSurfaces.empty() ? e.relief : p.normal, i); }

    void store(int x, int y, f16 light) const {
        const int i = y * p.width + x;
        vec3 falls = of(light, onBase), comes = of(light, besides) + (sees[x] ? of(light, painted) : vec3(0.0f));
        if (self.lights.sunShines && light[sunKnown] > 1e-3f && p.ids[i] > 0) {
            const float arriving = std::clamp(light[sunArriving] / light[sunKnown], 0.0f, 1.0f);
            const vec3 normal = relief(i);
            const float nol = max(0.0f, dot(normal, self.lights.directionToSun));
            falls += self.lights.sunIlluminance * (arriving * light[sunScattered] * nol);
            if (arriving * nol > 0) {
                Pixel pixel = read(p, x, y);
                pixel.normal = normal;
                pixel.nov = max(0.02f, dot(normal, pixel.towardsEye));
                comes += self.lights.sunIlluminance * arriving * pixel.highlight(self.lights.directionToSun, sunRadius);
            }
        }
        const vec3 composite = maximum(at(p.baseColour, i) * falls + comes, 0.0f);
        if (e.composite) set(e.composite, i, composite);
        if (e.painted) {
            const float known = light[isPainted];
            const vec3 ratio = !sees[x] && known > leastPainted ? of(light, painted) / known : vec3(1.0f);
            set(e.painted, i, maximum((composite + vec3(e.black)) * ratio - vec3(e.black), 0.0f));
        }
        if (e.fallback) e.fallback[i] = std::clamp(light[fallback], 0.0f, 1.0f);
    }
};
}

int64_t vnEnlargementPixelCount(const VnEnlargement *e) { return int64_t(Small(*e).count()); }

void vnEnlargementRead(const VnIllumination *self, const VnEnlargement *enlargement, const float *ownPainted, const float *ownFallback, int32_t fromRow, int32_t toRow) {
    const VnEnlargement &e = *enlargement;
    const VnPicture &p = e.small;
    const Lights &lights = self->lights;
    const Small small(e);
    const size_t count = small.count();
    for (int row = fromRow; row < toRow; row++) {
        const int y = std::clamp(row - border, 0, small.rows - 1);
        for (int column = 0; column < small.stride; column++) {
            const int x = std::clamp(column - border, 0, small.columns - 1), i = y * p.width + x;
            const size_t to = size_t(row) * small.stride + column;
            const Pixel pixel = read(p, x, y);
            const vec3 point = pixel.point - xyz(p.eye), normal = pixel.normal, base = pixel.surface.base;
            const float sun = lights.sunShines ? self->sun[0][i] : -1.0f;
            const float planes[planeCount] = {point.x, point.y, point.z, normal.x, normal.y, normal.z, pixel.surface.roughness + pixel.surface.metallic, sun};
            for (int k = 0; k < planeCount; k++) e.around[k * count + to] = planes[k];
            e.idsAround[to] = p.ids[i];
            // What metals send back is of their colour, too.
            const float metal = pixel.surface.metallic, scattered = pixel.isLit ? (1 - metal) * pixel.scattered(lights.directionToSun) : 0.0f;
            const vec3 sunlight = lights.sunIlluminance * max(0.0f, sun), seen = maximum(base, darkest);
            const vec3 glint = sun > 0 ? sunlight * pixel.highlight(lights.directionToSun, sunRadius) : vec3(0.0f);
            const vec3 sentBack = maximum(at(p.directSpecular, i) - glint, 0.0f) + at(p.reflection, i);
            const vec3 all = at(p.irradiance, i) * (1 - metal) + divide(at(p.directDiffuse, i) + sentBack * metal, seen), shines = at(p.emission, i);
            const bool seesSky = e.showsSky[p.ids[i]];
            const vec3 comes = sentBack * (1 - metal) + (seesSky ? vec3(0.0f) : shines);
            f16 lanes = {};
            put(lanes, onBase, maximum(all - sunlight * divide(base, seen) * (scattered * max(0.0f, dot(normal, lights.directionToSun))), 0.0f));
            put(lanes, besides, comes);
            if (seesSky) {
                put(lanes, painted, shines);
            } else if (ownPainted && pixel.surface.roughness >= sharpRoughness) { // what is mirrored has edges of its own
                put(lanes, painted, divide(at(ownPainted, i) + vec3(e.black), base * all + comes + glint + vec3(e.black)));
                lanes[isPainted] = 1;
            }
            if (ownFallback) lanes[fallback] = ownFallback[i];
            if (sun >= 0) { lanes[sunKnown] = 1; lanes[sunArriving] = sun; }
            lanes[sunScattered] = scattered;
            ((f16 *)e.lights)[to] = lanes;
        }
    }
}

void vnEnlargementTrust(const VnEnlargement *enlargement, int32_t fromRow, int32_t toRow) {
    const VnEnlargement &e = *enlargement;
    const Small small(e);
    const size_t count = small.count();
    for (int row = std::max(1, fromRow); row < std::min(small.rows + 2 * border - 1, toRow); row++) {
        for (int column = 1; column < small.stride - 1; column++) {
            const size_t own = size_t(row) * small.stride + column;
            const auto plane = [&](Plane k, size_t i) { return e.around[k * count + i]; };
            const auto point = [&](size_t i) { return vec3(plane(pointX, i), plane(pointY, i), plane(pointZ, i)); };
            const auto normal = [&](size_t i) { return vec3(plane(normalX, i), plane(normalY, i), plane(normalZ, i)); };
            const vec3 n = normal(own), from = point(own);
            const float tolerance = offPlane * length(from) + offPlaneAtLeast;
            for (size_t other : {own - 1, own + 1, own - small.stride, own + small.stride}) {
                const bool isSame = e.idsAround[other] == e.idsAround[own] && std::fabs(dot(point(other) - from, n)) < tolerance && dot(normal(other), n) > levelled;
                if (!isSame && !e.showsSky[e.idsAround[own]]) { ((f16 *)e.lights)[own] *= edgesTrust; break; }
            }
        }
    }
}

void vnEnlarge(const VnIllumination *self, const VnEnlargement *enlargement, int32_t fromRow, int32_t toRow) {
    Enlarger enlarger(*self, *enlargement);
    for (int y = fromRow; y < toRow; y++) enlarger.enlarge(y);
}
