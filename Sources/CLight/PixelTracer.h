// The rays of one pixel.
#pragma once
#include "Illumination.h"
#include <algorithm>

constexpr float surfaceOffset = 0.0015f;
// Openness counts what is nearer than this.
constexpr float occlusionReachInMetres = 0.6f;
// What gathering rays meet nearer than this is lit by a further one.
constexpr float furtherReachInMetres = 2;
// Times what probes say of all around, but where that is less than so much of what the brightest of them sees: it may be one in a cupboard that says so.
constexpr float brightestGathered = 7, doubtful = 0.1f;
// Below the first roughness reflections are traced, above the second they come from the probes.
constexpr float tracedRoughness = 0.40f, probedRoughness = 0.55f;
constexpr int reflectionRays = 1, glossyRays = 6, lampRays = 2, sunRaysPerQuarter = 4, penumbraRays = 4 * sunRaysPerQuarter, lampPenumbraRays = 6, firstPenumbraRays = 32;
constexpr float sunRadius = 0.0047f; // 0.27°
constexpr float sunRim = 0.7071f * sunRadius; // along each of two axes

// What probes say of reflections that a cell hasn't looked for counts for this little until its neighbours have given theirs.
constexpr float stopgap = 0.01f;
static inline bool sharesReflections(float roughness) { return roughness > 0.25f; }
// So smooth that its reflections are finer than cells.
constexpr float sharpRoughness = 0.12f, mirrorRoughness = 0.04f;
static inline bool isMirror(float roughness) { return roughness <= mirrorRoughness; }
static inline bool reflectsAlone(const VnPicture &p, float roughness) { return p.cellEdge > 1 && roughness < sharpRoughness; }

struct Pixel {
    vec3 point, normal, towardsEye;
    Surface surface;
    vec3 ray; // from the eye, one metre deep
    float depth, width; // the pixel's, there, in metres
    float nov;
    float alpha; // of its highlights, as wide as its normals turn within it
    bool isLit; // false: nothing there, or a pane that shows the sky

    // What is sent to the eye of a lux from there; a disc widens the sharpest highlights, by half its width since facets turn half as far as what they mirror.
    vec3 highlight(vec3 from, float radius) const {
        return specular(surface, sqrt(square(alpha) + square(0.5f * radius)), normal, towardsEye, from, nov, dot(normal, from));
    }
    // Of what comes from there the share that goes to the eye by diffusion, per base colour.
    float scattered(vec3 from) const {
        const float cosHalf = sqrt(max(0.0f, 0.5f + 0.5f * dot(from, towardsEye)));
        return disneyDiffuse(surface.roughness, max(0.05f, dot(from, normal)), nov, cosHalf) / pi;
    }
};

// How far normals turn from a pixel to the next ones across or down, squared: as far as to the one that they turn to less, since what is flat on one side has an edge
// on the other; and not at all where faces meet.
static inline float turned(const VnPicture &p, int i, int step, bool isFirst, bool isLast) {
    constexpr float edge = 1; // 60°
    float least = edge;
    for (int j : {isFirst ? i : i - step, isLast ? i : i + step}) {
        if (j == i || p.ids[j] != p.ids[i]) continue;
        const float *a = p.normal + 3 * i, *b = p.normal + 3 * j;
        least = min(least, square(a[0] - b[0]) + square(a[1] - b[1]) + square(a[2] - b[2]));
    }
    return least < edge ? least : 0;
}

// What is rounder than a pixel would otherwise be all highlight or have none. Mirrors have one ray a pixel, which would be grain.
static inline float alphaWithin(const VnPicture &p, int x, int y, const Surface &surface) {
    constexpr float share = 0.1f; // of the square of what normals turn by from pixel to pixel, in that of a lobe as wide as they are spread
    if (isMirror(surface.roughness)) return surface.alpha();
    const int i = y * p.width + x;
    const float turn = turned(p, i, 1, x == 0, x == p.width - 1) + turned(p, i, p.width, y == 0, y == p.height - 1);
    return sqrt(square(surface.alpha()) + share * turn);
}

static inline Pixel read(const VnPicture &p, int x, int y) {
    int i = y * p.width + x;
    Pixel pixel;
    float depth = p.depth[i];
    const float *e = p.emission ? p.emission + 3 * i : nullptr;
    pixel.isLit = depth > 0 && (!e || e[0] + e[1] + e[2] <= 0 || p.panesMirror || !isMirror(p.roughness[i]));
    const vec3 ray = rayThrough(p, x + 0.5f, y + 0.5f);
    pixel.ray = ray;
    pixel.depth = depth;
    pixel.width = depth / p.focalLengthInPixels;
    pixel.point = xyz(p.eye) + ray * depth;
    pixel.towardsEye = -normalize(ray);
    vec3 n(p.normal[3 * i], p.normal[3 * i + 1], p.normal[3 * i + 2]);
    pixel.normal = n * (1.0f / max(1e-6f, length(n)));
    pixel.surface = {vec3(p.baseColour[3 * i], p.baseColour[3 * i + 1], p.baseColour[3 * i + 2]), p.roughness[i], p.metallic[i]};
    pixel.nov = max(0.02f, dot(pixel.normal, pixel.towardsEye));
    pixel.alpha = alphaWithin(p, x, y, pixel.surface);
    return pixel;
}

// Around what is lit.
struct Box {
    vec3 low = vec3(1e30f), high = vec3(-1e30f);
    void add(const Pixel &pixel) {
        if (!pixel.isLit) return;
        low = minimum(low, pixel.point);
        high = maximum(high, pixel.point);
    }
};

// How much of a reflection is traced; the rest is looked up.
static inline float tracedShare(float roughness) { return 1.0f - smoothstep(tracedRoughness, probedRoughness, roughness); }

struct PixelTracer {
    const VnIllumination &light;
    Pixel pixel;
    Pattern pattern, gathering; // for all else, for the light around
    vec3 origin;
    // The sun's shadows are sharp: its rays start where the surface is, and overlook what is as near as a groove's sides.
    vec3 sunOrigin;
    float sunFrom;
    float alpha;
    int specularRays;

    PixelTracer(const VnIllumination &light, const Pixel &pixel, Pattern pattern) : light(light), pixel(pixel), pattern(pattern), gathering(pattern) {
        // Half a pixel nearer, out of grooves that are narrower than that: they'd be black specks.
        origin = pixel.point + pixel.normal * surfaceOffset + pixel.towardsEye * (0.5f * pixel.width);
        sunOrigin = pixel.point + pixel.normal * surfaceOffset;
        sunFrom = 0.5f * pixel.width;
        alpha = pixel.alpha;
        specularRays = pixel.surface.roughness < probedRoughness ? reflectionRays : 0;
    }

    vec3 reflected(vec3 l, float nol) const { return specular(pixel.surface, alpha, pixel.normal, pixel.towardsEye, l, pixel.nov, nol); }
    float lobePdf(vec3 l) const {
        vec3 h = normalize(l + pixel.towardsEye);
        return visibleNormalPdf(clamp(dot(h, pixel.normal), 0.0f, 1.0f), pixel.nov, alpha);
    }

    bool facesSun() const { return light.lights.sunShines && dot(pixel.normal, light.lights.directionToSun) > 0; }

    // Whether a quarter of the sun's rim reaches the pixel's middle: four neighbours together find all of a wide penumbra, of whose darker half the sun's
    // own middle can't be seen.
    bool rimReaches(uint32_t quarter) const {
        vec3 t, b;
        frame(light.lights.directionToSun, t, b);
        const vec3 rim = normalize(light.lights.directionToSun + t * ((quarter & 1) ? sunRim : -sunRim) + b * ((quarter & 2) ? sunRim : -sunRim));
        return !light.scene.blocked(sunOrigin, rim, 1e4f, sunFrom);
    }

    // One of the penumbra's rays: where it starts in the pixel, from its middle, and where it goes.
    struct SunRay { float x, y; vec3 direction; };
    static SunRay sunRay(const Lights &lights, Pattern pattern, int k) {
        vec3 t, b;
        frame(lights.directionToSun, t, b);
        float u1, u2, x, y, across, along;
        pattern.at(300, k, penumbraRays, u1, u2);
        pattern.at(301, k, penumbraRays, x, y);
        onCircle(u2, across, along);
        const float r = sunRadius * sqrt(u1);
        // Of each four one in each quarter of the pixel.
        return {0.5f * (x + (k & 1)) - 0.5f, 0.5f * (y + (k >> 1 & 1)) - 0.5f, normalize(lights.directionToSun + t * (r * across) + b * (r * along))};
    }
    void add(const VnPicture &p, const SunRay &ray, ShadowRays &rays) const { rays.add(sunOrigin + within(p, ray.x, ray.y), ray.direction, sunFrom); }
    // Adds a number of the penumbra's rays, over the sun's disc and the pixel's piece of the surface.
    void addSunRays(const VnPicture &p, int from, int to, ShadowRays &rays) const {
        for (int k = from; k < to; k++) add(p, sunRay(light.lights, pattern, k), rays);
    }

    // From the pixel's middle to another place in it, along the surface.
    vec3 within(const VnPicture &p, float x, float y) const {
        vec3 across = xyz(p.right) * (x * pixel.width) + xyz(p.down) * (y * pixel.width);
        float facing = max(-dot(pixel.normal, pixel.ray), 0.1f * length(pixel.ray));
        return across + pixel.ray * (dot(pixel.normal, across) / facing);
    }

    // Share of the light that arrives; adds its reflection to `glint`. `sharp` gets the share of the rays that end nearer than where penumbras are that wide.
    float lampVisibility(const AreaLight &lamp, uint32_t purpose, int rayCount, vec3 *glint, float wideInMetres = 0, float *sharp = nullptr) const {
        if (!lamp.mayLight(origin, pixel.normal)) return 0;
        float arrived = 0, all = 0;
        for (int k = 0; k < rayCount; k++) {
            float u1, u2;
            pattern.at(purpose, k, rayCount, u1, u2);
            LightSample s = lamp.sample(origin, u1, u2);
            float nol = dot(pixel.normal, s.direction);
            if (s.pdf <= 0 || nol <= 0) continue;
            all += nol / s.pdf;
            if (light.scene.blocked(origin, s.direction, s.distance * 0.998f)) {
                const float near = wideInMetres / (wideInMetres + lamp.extent(s.direction));
                if (sharp && light.scene.blocked(origin, s.direction, s.distance * near)) *sharp += 1.0f / rayCount;
                continue;
            }
            arrived += nol / s.pdf;
            if (!glint) continue;
            float share = rayCount * s.pdf / (rayCount * s.pdf + specularRays * lobePdf(s.direction));
            *glint += reflected(s.direction, nol) * lamp.luminance * (share / (s.pdf * rayCount));
        }
        return all > 0 ? arrived / all : 0;
    }

    // What a ray's hit sends back: lit by lamps and the field. Close by, where the field's probes see what the hit doesn't, by one more ray. What `seen` gets is left out.
    vec3 sentBack(const Hit &hit, vec3 origin, vec3 direction, Pattern pattern, bool isReflection, bool mayLookFurther, SeenInMirror *seen = nullptr) const {
        HitSurface s = light.scene.surface(hit, origin, direction);
        if (s.fromBehind) return vec3(0.0f);
        Harmonics there, ofPatches;
        light.field.interpolate(s.point, s.normal, -direction, *light.lights.sky, there, isReflection ? &ofPatches : nullptr);
        const bool looksFurther = seen || (mayLookFurther && hit.distance < furtherReachInMetres);
        const vec3 from = s.point + s.faceNormal * surfaceOffset;
        vec3 e(0.0f);
        if (looksFurther) {
            // Too little by one ray is too much by another; where nobody takes their mean neither may be seen.
            e = maximum(gathered(from, s.normal, pattern, there, Directions(s.normal), seen).radiance, 0.0f) * pi;
            if (isReflection) e += light.patchIrradiance(from, s.normal, pattern, false) * pi;
        } else {
            e = there.irradiance(s.normal) * contactShade(hit.distance);
        }
        if (!isReflection) return VnIllumination::bounceAlbedo(s, direction) * (e + light.directIrradiance(s, pattern)) / pi;
        if (!looksFurther) e += ofPatches.irradiance(s.normal) * contactShade(hit.distance);
        const float nov = max(0.02f, -dot(s.normal, direction));
        const vec3 mirrored = direction - s.normal * (2.0f * dot(direction, s.normal)), reflects = s.surface.diffuse() * (diffuseAlbedo(s.surface.roughness, nov) / pi);
        const vec3 shine = there.with(ofPatches).radiance(mirrored, s.surface.roughness) * min(1.0f, hit.distance / nearReachInMetres);
        if (seen) {
            *seen = {hit.body, hit.body, s.point, s.normal, e, light.clearDirectIrradiance(s, pattern, true), reflects};
            e = vec3(0.0f);
        } else {
            e += light.clearDirectIrradiance(s, pattern, false);
        }
        return reflects * e + specularAlbedo()(s.surface, nov) * shine;
    }

    struct Gathered {
        vec3 radiance; // the hemisphere's cosine-weighted mean
        float openness;
        vec3 sunlit;   // besides: of what patches bring the rays' share
    };

    // One ray into the hemisphere, steadied by what the field says of that direction.
    Gathered gathered(vec3 origin, vec3 normal, Pattern pattern, const Harmonics &around, const Directions &directions, bool mayLookFurther) const {
        float u1, u2;
        pattern.at(3, 0, 1, u1, u2);
        const vec3 direction = directions.draw(u1, u2), mean = around.cosineMean(normal);
        // Where the light comes through openings, what the field says of other directions is little help.
        const float steadied = 1 - directions.openShare();
        if (dot(direction, normal) <= 0) return {mean * steadied, 1, vec3(0.0f)};
        const float standsFor = 1 / directions.density(direction);
        Hit hit = light.scene.trace(origin, direction);
        vec3 sent = hit.body < 0 ? (*light.lights.sky)(direction)
                  : light.scene.bodies[hit.body].light >= 0 ? vec3(0.0f)
                                                            : sentBack(hit, origin, direction, pattern.further(), false, mayLookFurther);
        const vec3 sunlit = mayLookFurther && hit.body >= 0 ? light.sunlitSentBack(hit, origin, normal, direction) * standsFor : vec3(0.0f);
        // A sunlit sill or the wall above a lamp, met by one ray in hundreds, would be seen as a spot.
        const float known = luminance(mean), most = brightestGathered * known, found = luminance(sent) * standsFor, closed = 1 - min(1.0f, hit.distance / occlusionReachInMetres);
        if (found > most && known > doubtful * light.field.brightestAround(origin)) sent = sent * (most / found);
        return {mean * steadied + (sent - around.value(direction) * steadied) * standsFor, 1 - closed * standsFor, sunlit};
    }

    // `alone`: the picture, if nobody filters what is found, nor has looked for the lamps' reflections by other means; what is no mirror then looks from all over
    // the pixel, and bulbs' reflections, which few rays would find as specks, are added analytically. Mirrors tell apart what they see.
    struct Reflected {
        bool isNear = false; // it met something close by
        float beyond = 0;    // how far that was, as a share of the way from the eye
    };
    Reflected reflect(vec3 &mirrored, vec3 &glint, const VnPicture *alone, SeenInMirror *seen = nullptr) const {
        Reflected result;
        vec3 tangent, bitangent;
        frame(pixel.normal, tangent, bitangent);
        const auto inFrame = [&](vec3 towardsEye) { return vec3(dot(towardsEye, tangent), dot(towardsEye, bitangent), max(0.02f, dot(towardsEye, pixel.normal))); };
        vec3 v = inFrame(pixel.towardsEye), start = origin;
        // Nobody filters what a pixel looks for alone: all but mirrors would be speckled by edges of windows.
        const bool isGlossy = alone && !isMirror(pixel.surface.roughness);
        const int rays = isGlossy ? glossyRays : reflectionRays;
        for (int k = 0; k < rays; k++) {
            float u1, u2;
            pattern.at(4, k, rays, u1, u2);
            if (isGlossy) {
                float x, y;
                pattern.at(5, k, rays, x, y);
                start = origin + within(*alone, x - 0.5f, y - 0.5f);
                v = inFrame(normalize(xyz(alone->eye) - start));
            }
            vec3 h = sampleVisibleNormal(v, alpha, u1, u2), l = h * (2.0f * dot(v, h)) - v;
            if (l.z <= 0.001f) continue;
            vec3 direction = tangent * l.x + bitangent * l.y + pixel.normal * l.z;
            vec3 weight = pixel.surface.fresnel(dot(v, h)) * (masking(l.z, alpha) / rays);
            Hit hit = light.scene.trace(start, direction);
            const bool isHere = hit.distance < nearReachInMetres;
            result.beyond = hit.distance / (hit.distance + length(pixel.ray) * pixel.depth);
            if (seen) seen->shown = hit.body;
            // All but what stands close by comes from the probes.
            if (specularRays == 0 && !isHere) continue;
            int lamp = hit.body < 0 ? -1 : light.scene.bodies[hit.body].light;
            if (lamp >= 0) {
                const AreaLight &a = light.lights.area[lamp];
                const float own = (isGlossy ? rays : specularRays) * visibleNormalPdf(h.z, pixel.nov, alpha), pdf = a.pdf(start, direction, hit.distance);
                const float other = !alone ? lampRays * pdf : isGlossy ? pdf : 0;
                if (pdf > 0 && !(isGlossy && a.isSphere)) glint += weight * a.luminance * (own / (own + other));
            } else {
                result.isNear |= isHere;
                mirrored += weight * (hit.body < 0 ? (*light.lights.sky)(direction) : sentBack(hit, start, direction, pattern.further(), true, true, seen));
                if (seen) seen->reflects = seen->reflects * weight;
            }
        }
        if (isGlossy) glint += sharpGlint(rays);
        return result;
    }

    // Of lamps that are no bulbs, by a ray to each: those of a lobe's edge that meet one by chance would be specks.
    vec3 sharpGlint(int lobeRays) const {
        vec3 sum(0.0f);
        const auto &lamps = light.lights.area;
        for (size_t k = 0; k < lamps.size(); k++) {
            if (lamps[k].isSphere || !lamps[k].mayLight(origin, pixel.normal)) continue;
            float u1, u2;
            pattern.at(500 + uint32_t(k), 0, 1, u1, u2);
            const LightSample s = lamps[k].sample(origin, u1, u2);
            const float nol = dot(pixel.normal, s.direction);
            if (s.pdf <= 0 || nol <= 0) continue;
            const vec3 brought = reflected(s.direction, nol) * lamps[k].luminance / (s.pdf + lobeRays * lobePdf(s.direction));
            if (!light.scene.blocked(origin, s.direction, s.distance * 0.998f)) sum += brought;
        }
        return sum;
    }
};
