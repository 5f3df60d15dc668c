#include "Illumination.h"
#include <algorithm>

namespace {
constexpr float surfaceOffset = 0.0015f;
constexpr float patchMargin = 0.0005f; // metres: two per mille of the way, as before lamps, and shades shine through their rims
constexpr int sunPatchesPerWindow = 512, raysPerLamp = 256, pathsPerRay = 4;
// Probes are content with one in so many, at so much the area, and with so many.
constexpr int probePatchStride = 6, mostProbePatches = 96;
constexpr float probeDistanceInMetres = 0.2f; // from a lamp
constexpr float closeInMetres = 0.5f;         // around a patch, as a shade is around a lamp
constexpr float nearestCells = 0.1f, windowCells = 0.15f, cellEdge = 0.4f; // metres from a lamp, from a window; of that distance
constexpr float leastPower = 0.01f; // of all lights', for a window to have patches
}

// Sunlight through windows and a lamp's light in its shade lie in small bright pieces that a ray hits by luck: they are found from the light's side instead.
void VnIllumination::findPatches() {
    findReaches();
    struct Work {
        const AreaLight *light;
        int number; // below 0: the sun's through it
    };
    std::vector<Work> all;
    for (const auto *lit : {&lights.openings, &lights.area}) for (const AreaLight &light : *lit) if (!light.isSphere) all.push_back({&light, -1});
    for (int k = 0; k < int(lights.area.size()); k++) if (lights.area[k].patchReach > 0) all.push_back({&lights.area[k], k});
    std::vector<std::vector<float>> sources;
    for (const Work &work : all) sources.push_back(patchSource(*work.light, work.number < 0));
    if (std::equal(sources.begin(), sources.end(), keptPatches.begin(), keptPatches.end(), [](const auto &now, const auto &kept) { return now == kept.from; })) return;
    patches.all.clear();
    keptPatches.resize(all.size());
    for (size_t i = 0; i < all.size(); i++) {
        KeptPatches &kept = keptPatches[i];
        if (sources[i] == kept.from) {
            patches.all.insert(patches.all.end(), kept.patches.begin(), kept.patches.end());
            continue;
        }
        const size_t first = patches.all.size();
        const auto [light, number] = all[i];
        number < 0 ? findSunPatches(*light) : light->isSphere ? findLampPatches(number) : findWindowPatches(number);
        if (number >= 0) for (size_t k = first; k < patches.all.size(); k++) findWaysOut(patches.all[k]);
        kept.patches.assign(patches.all.begin() + first, patches.all.end());
        kept.from = std::move(sources[i]);
    }
    patches.deal();
}

// Lamps' rays stay within a ball around them, the sun's through a window within a tube along its way.
std::vector<float> VnIllumination::patchSource(const AreaLight &light, bool ofSun) const {
    std::vector<float> source;
    const auto add = [&](vec3 v) { source.insert(source.end(), {v.x, v.y, v.z}); };
    for (vec3 v : {light.centre, light.halfU, light.halfV, light.luminance}) add(v);
    source.insert(source.end(), {light.radius, float(light.body)});
    if (ofSun) {
        add(lights.sunIlluminance);
        add(lights.directionToSun);
    }
    const float extent = light.isSphere ? light.radius : length(light.halfU) + length(light.halfV), reach = ofSun ? extent : extent + light.patchReach + closeInMetres;
    for (size_t i = 0; i < scene.bodies.size(); i++) {
        const LitBody &body = scene.bodies[i];
        const Transform &place = body.worldFromBody;
        vec3 apart = place.origin - light.centre;
        if (ofSun) apart = apart - lights.directionToSun * dot(apart, lights.directionToSun);
        if (length(apart) > reach + body.radius + surfaceOffset) continue;
        source.insert(source.end(), {float(i), float(body.light)});
        for (vec3 v : {place.x, place.y, place.z, place.origin}) add(v);
    }
    return source;
}

void VnIllumination::findReaches() {
    float power = 0;
    for (const AreaLight &light : lights.area) power += light.power();
    for (AreaLight &light : lights.area) light.patchReach = light.isSphere ? lampPatchReachInMetres : light.power() > leastPower * power ? windowPatchReachInMetres : 0;
}

static BrightPatch litPatch(const HitSurface &s, vec3 towardsLight, vec3 arriving) {
    const float nol = max(0.0f, dot(s.faceNormal, towardsLight));
    const vec3 scattered = s.surface.diffuse() * arriving * (nol * diffuseAlbedo(s.surface.roughness, nol) / pi);
    return {s.point + s.faceNormal * surfaceOffset, s.faceNormal, towardsLight, arriving, scattered, s.surface, 0, {}, {}, -1, {}};
}

// `areaAcross`: what the patch covers of the light's way.
void VnIllumination::addPatch(const HitSurface &s, vec3 towardsLight, vec3 arriving, float areaAcross, int lamp) {
    const float nol = dot(s.faceNormal, towardsLight);
    if (s.fromBehind || nol < 1e-3f) return;
    BrightPatch patch = litPatch(s, towardsLight, arriving);
    patch.area = areaAcross / nol;
    const float radius = sqrt(patch.area / pi);
    frame(s.faceNormal, patch.across, patch.along);
    patch.across = patch.across * radius;
    patch.along = patch.along * radius;
    patch.lamp = lamp;
    patch.ways.fill(1);
    patches.all.push_back(patch);
}

void VnIllumination::findSunPatches(const AreaLight &window) {
    const float cosine = dot(window.normal, -lights.directionToSun);
    if (!lights.sunShines || cosine < 0.02f) return;
    for (int i = 0; i < sunPatchesPerWindow; i++) {
        float u1, u2;
        Pattern{uint32_t(i)}.at(77, 0, 1, u1, u2);
        vec3 origin = window.centre + window.halfU * (2 * u1 - 1) + window.halfV * (2 * u2 - 1);
        if (scene.blocked(origin, lights.directionToSun, 1e4f)) continue;
        vec3 inside = origin + window.normal * 1e-3f, direction = -lights.directionToSun;
        Hit hit = scene.trace(inside, direction);
        // The pane itself stands in the way where its box is thick.
        if (hit.body >= 0 && hit.body == window.body) { inside = inside + direction * (hit.distance + 1e-3f); hit = scene.trace(inside, direction); }
        if (hit.body < 0) continue;
        addPatch(scene.surface(hit, inside, direction), lights.directionToSun, lights.sunIlluminance, window.area * cosine / sunPatchesPerWindow, -1);
    }
}

// A lamp's shade, and what else gets much more of it than the room does.
void VnIllumination::findLampPatches(int number) {
    const AreaLight &lamp = lights.area[number];
    if (luminance(lamp.luminance) <= 0) return;
    Deposits deposits;
    for (int i = 0; i < raysPerLamp; i++) {
        const float z = 1.0f - 2.0f * (i + 0.5f) / raysPerLamp, phi = i * 2.39996323f, across = sqrt(1.0f - z * z);
        const vec3 direction(across * std::cos(phi), across * std::sin(phi), z), origin = lamp.centre + direction * (1.01f * lamp.radius);
        const Hit hit = scene.trace(origin, direction);
        const float distance = hit.distance + 1.01f * lamp.radius;
        if (hit.body < 0 || distance > lamp.patchReach || scene.bodies[hit.body].light >= 0) continue;
        const HitSurface s = scene.surface(hit, origin, direction);
        const vec3 arriving = lamp.luminance * (pi * square(lamp.radius / distance));
        const float areaAcross = 4 * pi * distance * distance / raysPerLamp;
        addPatch(s, -direction, arriving, areaAcross, number);
        if (!s.fromBehind) followPaths(lamp, s, -direction, arriving * areaAcross, i, deposits);
    }
    addPatches(deposits, number);
}

// Frames, sills and what else is close to a window.
void VnIllumination::findWindowPatches(int number) {
    constexpr int rays = 1024;
    const AreaLight &window = lights.area[number];
    const vec3 flux = window.luminance * (pi * window.area / rays);
    Deposits deposits;
    for (int i = 0; i < rays; i++) {
        float u1, u2, v1, v2;
        Pattern{uint32_t(i)}.at(78, 0, 1, u1, u2);
        Pattern{uint32_t(i)}.at(79, 0, 1, v1, v2);
        const vec3 origin = window.centre + window.halfU * (2 * u1 - 1) + window.halfV * (2 * u2 - 1) + window.normal * surfaceOffset;
        const vec3 direction = cosineDirection(window.normal, v1, v2);
        const Hit hit = scene.trace(origin, direction);
        if (hit.body < 0 || scene.bodies[hit.body].light >= 0) continue;
        const HitSurface s = scene.surface(hit, origin, direction);
        if (!s.fromBehind && window.lightsAround(s.point)) deposit(s, flux * bounceAlbedo(s, direction), window.distance(s.point), windowCells, deposits);
    }
    addPatches(deposits, number);
}

void VnIllumination::addPatches(const Deposits &deposits, int number) {
    for (const auto &[cell, d] : deposits) {
        vec3 t, b;
        frame(d.normal, t, b);
        const float radius = sqrt(d.area / pi);
        patches.all.push_back({d.point, d.normal, d.normal, vec3(0.0f), d.sent / (pi * d.area), {}, d.area, t * radius, b * radius, number, {}});
    }
}

// Into the cell that the place lies in, finer close to the lamp.
void VnIllumination::deposit(const HitSurface &s, vec3 sent, float distance, float nearest, Deposits &deposits) {
    const int level = std::max(0, std::ilogb(distance / nearest));
    const float edge = cellEdge * nearest * float(1 << level);
    const vec3 n = s.faceNormal, place = s.point / edge;
    // A bevel's light doesn't go where that of the sides goes which meet there.
    const int facing = 9 * int(std::lround(n.x)) + 3 * int(std::lround(n.y)) + int(std::lround(n.z));
    Deposit &deposit = deposits[{level, facing, int(std::floor(place.x)), int(std::floor(place.y)), int(std::floor(place.z))}];
    if (luminance(sent) > deposit.most) {
        deposit.most = luminance(sent);
        deposit.point = s.point + n * surfaceOffset;
        deposit.normal = n;
        deposit.area = square(edge);
    }
    deposit.sent += sent;
}

// A shade's inside, and a wall or a table by the lamp, light each other many times before light leaves them: paths go on from where a lamp's ray met
// something, as long as they stay near, and leave what each place sends on in the cell that it lies in.
// They start as the patch there shines, by its diffuse or its specular lobe: metal sends most of it straight out of the shade.
void VnIllumination::followPaths(const AreaLight &lamp, const HitSurface &start, vec3 towardsLight, vec3 arriving, int ray, Deposits &deposits) const {
    constexpr int longest = 12;
    constexpr float faintest = 0.01f;
    const float nol = max(0.05f, dot(start.normal, towardsLight));
    const vec3 scattered = start.surface.diffuse() * diffuseAlbedo(start.surface.roughness, nol), mirrored = specularAlbedo()(start.surface, nol);
    const float mirroredShare = luminance(mirrored) / luminance(scattered + mirrored);
    for (int path = 0; path < pathsPerRay; path++) {
        HitSurface s = start;
        Pattern pattern{uint32_t(ray * pathsPerRay + path), 7};
        const bool isMirrored = pattern.choice() < mirroredShare;
        vec3 sent = arriving * (isMirrored ? mirrored / mirroredShare : scattered / (1 - mirroredShare)) / pathsPerRay;
        const float least = faintest * luminance(sent);
        for (int bounce = 0; bounce < longest && luminance(sent) > least; bounce++) {
            float u1, u2;
            pattern.at(uint32_t(400 + bounce), 0, 1, u1, u2);
            pattern = pattern.further();
            const vec3 direction = bounce == 0 && isMirrored ? BrightPatch::mirrored(s.surface, s.normal, towardsLight, u1, u2) : cosineDirection(s.normal, u1, u2);
            if (dot(direction, s.faceNormal) <= 0) break;
            const vec3 origin = s.point + s.faceNormal * surfaceOffset;
            const Hit hit = scene.trace(origin, direction);
            if (hit.body < 0 || scene.bodies[hit.body].light >= 0) break;
            s = scene.surface(hit, origin, direction);
            const float distance = length(s.point - lamp.centre);
            if (s.fromBehind || distance > lamp.patchReach) break;
            sent = sent * bounceAlbedo(s, direction);
            deposit(s, sent, distance, nearestCells, deposits);
        }
    }
}

// A shade keeps in most of what its inside sends: what stands close by is asked once, rather than by every ray towards the patch.
void VnIllumination::findWaysOut(BrightPatch &patch) const {
    constexpr int edge = BrightPatch::waysEdge;
    constexpr float leastWay = 0.03f; // for what the cells are too coarse to know
    bool isOpen[edge * edge];
    for (int cell = 0; cell < edge * edge; cell++) isOpen[cell] = !scene.blocked(patch.point, normalize(patch.direction(cell)), closeInMetres);
    for (int cell = 0; cell < edge * edge; cell++) {
        int open = 0, all = 0;
        for (int y = std::max(0, cell / edge - 1); y <= std::min(edge - 1, cell / edge + 1); y++)
            for (int x = std::max(0, cell % edge - 1); x <= std::min(edge - 1, cell % edge + 1); x++) { open += isOpen[y * edge + x]; all++; }
        patch.ways[cell] = max(leastWay, float(open) / all);
    }
}

bool VnIllumination::sunReaches(vec3 point, vec3 normal, SunsWay way) const {
    if (!lights.sunShines || dot(normal, lights.directionToSun) <= 0) return false;
    if (way != SunsWay::any) {
        const auto isCrossed = [&](const AreaLight &window) { return window.crossed(point, lights.directionToSun) > 0; };
        const bool throughWindow = std::any_of(lights.area.begin(), lights.area.end(), isCrossed) || std::any_of(lights.openings.begin(), lights.openings.end(), isCrossed);
        if (throughWindow != (way == SunsWay::throughWindow)) return false;
    }
    return !scene.blocked(point, lights.directionToSun, 1e4f);
}

vec3 VnIllumination::sunlitSentBack(const Hit &hit, vec3 origin, vec3 normal, vec3 direction) const {
    if (!lights.sunShines || hit.distance > Patches::raysReachInMetres) return vec3(0.0f);
    const HitSurface s = scene.surface(hit, origin, direction);
    if (s.fromBehind || !sunReaches(s.point + s.faceNormal * surfaceOffset, s.normal, SunsWay::throughWindow)) return vec3(0.0f);
    return litPatch(s, lights.directionToSun, lights.sunIlluminance).luminance(-direction) * Patches::raysShare(-dot(s.faceNormal, direction) * dot(normal, direction), square(hit.distance));
}

vec3 VnIllumination::bounceAlbedo(const HitSurface &hit, vec3 direction) {
    float nov = max(0.05f, -dot(hit.normal, direction));
    return hit.surface.diffuse() * diffuseAlbedo(hit.surface.roughness, nov) + specularAlbedo()(hit.surface, nov);
}

namespace {
// One shadow ray, to one of many lights and patches, the likelier the more it would bring.
struct Choice {
    float remainder; // as uniform as it was
    float total = 0, reach = 0; // how far nothing may stand in the way
    vec3 direction, brought;

    explicit Choice(float uniform) : remainder(uniform) {}

    void offer(vec3 irradiance, float weight, vec3 towards, float away) {
        if (weight <= 0) return;
        total += weight;
        const float share = weight / total;
        if (remainder < share) { remainder /= share; direction = towards; reach = away; brought = irradiance / weight; }
        else remainder = (remainder - share) / (1 - share);
    }

    vec3 irradiance(const Scene &scene, vec3 origin) const {
        return total > 0 && !scene.blocked(origin, direction, reach) ? brought * total : vec3(0.0f);
    }
};

// A few, each out of a hand of its own.
void offerPatches(const Patches &patches, int hands, vec3 origin, vec3 normal, Pattern pattern, uint32_t exceptOf, bool besideRays, Choice &choice) {
    if (patches.all.empty()) return;
    float u, card, u1, u2, across, along;
    pattern.at(2, 0, 1, u, card);
    // Another place on them from every pixel: patches close by would show one by one.
    pattern.at(5, 0, 1, u1, u2);
    onCircle(u2, across, along);
    across *= sqrt(u1);
    along *= sqrt(u1);
    const uint32_t first = uint32_t(u * Patches::handCount / hands) * hands;
    for (int k = 0; k < hands; k++) {
        const Patches::Picked picked = patches.pick(first + k, std::fmod(card + float(k) / hands, 1.0f), origin, normal, across, along, exceptOf, besideRays);
        if (!picked.patch) continue;
        const BrightPatch &patch = *picked.patch;
        const vec3 d = patch.point + patch.across * across + patch.along * along - origin;
        const float r2 = dot(d, d), r = sqrt(r2), nol = dot(d, normal) / r, cosine = -dot(d, patch.normal) / r;
        // A disc of its size, so that near ones stay finite.
        vec3 e = patch.luminance(d / -r) * (patch.area * cosine * nol / (r2 + patch.area / pi) * picked.standsFor / hands);
        if (besideRays && patch.lamp < 0) e = e * (1 - Patches::raysShare(max(0.0f, cosine * nol), r2));
        choice.offer(e, luminance(e) * patch.wayOut(d / -r), d / r, r - patchMargin);
    }
}
}

vec3 VnIllumination::patchIrradiance(vec3 origin, vec3 normal, Pattern pattern, bool besideRays) const {
    constexpr int hands = 4;
    Choice choice(pattern.choice());
    offerPatches(patches, hands, origin, normal, pattern, 0, besideRays, choice);
    return choice.irradiance(scene, origin) / pi;
}

vec3 VnIllumination::directIrradiance(const HitSurface &hit, Pattern pattern) const {
    constexpr int hands = 2;
    vec3 origin = hit.point + hit.faceNormal * surfaceOffset, sum(0.0f);
    if (sunReaches(origin, hit.normal, SunsWay::open)) sum += lights.sunIlluminance * dot(hit.normal, lights.directionToSun);
    Choice choice(pattern.choice());
    uint32_t lampsNear = 0;
    for (size_t i = 0; i < lights.area.size(); i++) {
        const AreaLight &light = lights.area[i];
        const vec3 apart = light.centre - hit.point;
        if (light.lightsAround(hit.point)) {
            // A lamp's know of each other's light.
            if (light.isSphere) lampsNear |= 1u << std::min(i, size_t(31));
            continue;
        }
        if (!light.mayLight(origin, hit.normal)) continue;
        float u1, u2;
        pattern.at(200 + uint32_t(i), 0, 1, u1, u2);
        // Close to a window its places bring very different amounts: there only what hides it is left to chance, at one of four places, by what they'd bring.
        const bool isClose = !light.isSphere && dot(apart, apart) < 4 * light.area;
        const int edge = isClose ? 2 : 1;
        Choice place(pattern.choice(uint32_t(i) + 1));
        for (int k = 0; k < edge * edge; k++) {
            const LightSample s = light.sample(origin, (u1 + k % edge) / edge, (u2 + k / edge) / edge);
            const float nol = dot(hit.normal, s.direction);
            if (s.pdf > 0 && dot(hit.faceNormal, s.direction) > 0) place.offer(vec3(0.0f), nol / s.pdf, s.direction, s.distance * 0.998f);
        }
        if (place.total <= 0) continue;
        const vec3 e = light.luminance * (isClose ? light.irradiance(hit.point, hit.normal) : place.total);
        choice.offer(e, luminance(e), place.direction, place.reach);
    }
    offerPatches(patches, hands, origin, hit.normal, pattern, lampsNear, false, choice);
    return sum + choice.irradiance(scene, origin);
}

vec3 VnIllumination::clearDirectIrradiance(const HitSurface &hit, Pattern pattern, bool isSharp) const {
    vec3 origin = hit.point + hit.faceNormal * surfaceOffset, sum(0.0f);
    if (sunReaches(origin, hit.normal, SunsWay::any)) sum += lights.sunIlluminance * dot(hit.normal, lights.directionToSun);
    Choice choice(pattern.choice());
    uint32_t purpose = 200;
    for (const AreaLight &light : lights.area) {
        float u1, u2;
        pattern.at(purpose++, 0, 1, u1, u2);
        const float e = light.irradiance(hit.point, hit.normal);
        if (e <= 0) continue;
        if (!isSharp) {
            const LightSample s = light.sample(origin, u1, u2);
            if (s.pdf > 0) choice.offer(light.luminance * e, luminance(light.luminance) * e, s.direction, s.distance * 0.998f);
            continue;
        }
        // Mirrors show every grain: there one in each quarter of the light.
        constexpr int edge = 2;
        for (int k = 0; k < edge * edge; k++) {
            const LightSample s = light.sample(origin, (u1 + k % edge) / edge, (u2 + k / edge) / edge);
            if (s.pdf > 0 && !scene.blocked(origin, s.direction, s.distance * 0.998f)) sum += light.luminance * (e / (edge * edge));
        }
    }
    return sum + choice.irradiance(scene, origin);
}

Field::Found VnIllumination::look(vec3 origin, vec3 direction, Pattern pattern, HitSurface &s) const {
    Field::Found found = {};
    const Hit hit = scene.trace(origin, direction);
    found.distance = hit.distance;
    if (hit.body < 0) { found.light = (*lights.sky)(direction); return found; }
    if (scene.bodies[hit.body].light >= 0) return found;
    s = scene.surface(hit, origin, direction);
    found.fromBehind = s.fromBehind;
    if (s.fromBehind) return found;
    found.lit = true;
    found.point = s.point;
    found.normal = s.normal;
    found.albedo = bounceAlbedo(s, direction);
    found.light = found.albedo * directIrradiance(s, pattern) / pi;
    return found;
}

void VnIllumination::traceProbe(int probe) {
    vec3 origin = field.position(probe);
    Field::Found *rays = &field.rays[size_t(probe) * Field::rayCount];
    int behind = 0;
    for (int i = 0; i < Field::rayCount; i++) {
        Field::Found &ray = rays[i];
        const Pattern pattern{uint32_t(probe * Field::rayCount + i)};
        HitSurface s;
        ray = look(origin, field.directions[i], pattern, s);
        ray.distance = min(ray.distance, field.farthest);
        behind += ray.fromBehind;
        Field::Further *further = furtherOf(probe, i);
        if (!ray.lit || !further) continue;
        float u1, u2;
        pattern.at(3, 0, 1, u1, u2);
        const vec3 direction = cosineDirection(s.normal, u1, u2), from = s.point + s.faceNormal * surfaceOffset;
        *further = {look(from, direction, pattern.further(), s), direction};
    }
    // In a lamp's shade it is brighter by far than anywhere that a probe there would speak for.
    bool isByLamp = false;
    for (const AreaLight &lamp : lights.area) isByLamp |= lamp.isSphere && length(lamp.centre - origin) < lamp.radius + probeDistanceInMetres;
    field.alive[probe] = !isByLamp && behind * 5 <= Field::rayCount;

    float *map = &field.visibility[size_t(probe) * Field::mapStride * Field::mapStride * 2];
    for (const auto &cell : field.taps) {
        float mean = 0, meanSquare = 0;
        for (const Field::Tap &tap : cell) {
            float d = rays[tap.direction].distance;
            mean += tap.weight * d;
            meanSquare += tap.weight * d * d;
        }
        *map++ = mean;
        *map++ = meanSquare;
    }

    Harmonics &all = field.ofPatches[probe];
    all.clear();
    const int picks = std::min(mostProbePatches, (int(patches.all.size()) + probePatchStride - 1) / probePatchStride);
    for (int k = 0; k < picks; k++) {
        const Patches::Picked picked = patches.pick((k + 0.5f) / picks);
        const BrightPatch &patch = *picked.patch;
        const float area = patch.area * (picked.standsFor / picks);
        vec3 d = patch.point - origin;
        float r2 = dot(d, d), r = sqrt(r2);
        d = d / r;
        float cosine = -dot(d, patch.normal);
        if (cosine <= 0 || scene.blocked(origin, d, r - patchMargin)) continue;
        float solidAngle = area * cosine / (r2 + area / pi), basis[harmonicCount];
        harmonicBasis(d, basis);
        vec3 sent = patch.luminance(-d) * solidAngle;
        for (int k = 0; k < harmonicCount; k++) all.c[k] += pack(sent * basis[k]);
    }
}

Field::Further *VnIllumination::furtherOf(int probe, int ray) {
    constexpr int stride = Field::furtherStride;
    return ray % stride == stride / 2 ? &field.further[(size_t(probe) * Field::rayCount + ray) / stride] : nullptr;
}

// The hemisphere's cosine-weighted mean where a probe's ray hit, but for what comes straight from lights and patches. What stands close by there the probes
// around don't know of: what the further ray found beyond them counts for all that have none.
vec3 VnIllumination::arriving(const Field::Found &ray, vec3 direction, const Field::Further *further) const {
    Harmonics there, beyond;
    field.interpolate(ray.point, ray.normal, -direction, *lights.sky, there);
    const vec3 known = there.cosineMean(ray.normal);
    if (!further) return known;
    vec3 sent = further->light;
    if (further->lit) {
        field.interpolate(further->point, further->normal, -further->direction, *lights.sky, beyond);
        sent += further->albedo * beyond.cosineMean(further->normal) * contactShade(further->distance);
    }
    return known + (sent - there.value(further->direction)) * float(Field::furtherStride);
}

void VnIllumination::solveProbe(int probe) {
    const Field::Found *rays = &field.rays[size_t(probe) * Field::rayCount];
    Harmonics &out = field.solved[probe];
    if (!field.alive[probe]) { out.clear(); return; }
    Harmonics sum;
    sum.clear();
    for (int i = 0; i < Field::rayCount; i++) {
        const Field::Found &ray = rays[i];
        if (ray.fromBehind) continue;
        vec3 light = ray.light;
        if (ray.lit) light += ray.albedo * arriving(ray, field.directions[i], furtherOf(probe, i));
        const float *basis = &field.basis[i * harmonicCount];
        f4 packed = pack(light);
        for (int k = 0; k < harmonicCount; k++) sum.c[k] += packed * basis[k];
    }
    for (int k = 0; k < harmonicCount; k++) out.c[k] = sum.c[k] * (4.0f * pi / Field::rayCount);
}
