#include "Illumination.h"

namespace {
constexpr float surfaceOffset = 0.0015f;
constexpr int sunPatchesPerWindow = 512, raysPerLamp = 256;
// Probes are content with one in so many, at so much the area.
constexpr int probePatchStride = 6;
constexpr float probeDistanceInMetres = 0.2f; // from a lamp
constexpr float closeInMetres = 0.5f;         // around a patch, as a shade is around a lamp

bool crosses(const AreaLight &window, vec3 origin, vec3 direction) {
    float along = dot(direction, window.normal);
    if (window.isSphere || along > -1e-4f) return false;
    float t = dot(window.centre - origin, window.normal) / along;
    if (t < 0) return false;
    vec3 d = origin + direction * t - window.centre;
    return std::fabs(dot(d, window.halfU)) < dot(window.halfU, window.halfU) && std::fabs(dot(d, window.halfV)) < dot(window.halfV, window.halfV);
}
}

// Sunlight through windows and a lamp's light in its shade lie in small bright pieces that a ray hits by luck: they are found from the light's side instead.
void VnIllumination::findPatches() {
    patches.clear();
    keptPatches.resize(lights.area.size());
    for (const bool isSphere : {false, true}) {
        for (size_t i = 0; i < lights.area.size(); i++) {
            const AreaLight &light = lights.area[i];
            if (light.isSphere != isSphere) continue;
            KeptPatches &kept = keptPatches[i];
            std::vector<float> source = patchSource(light);
            if (source == kept.from) {
                patches.insert(patches.end(), kept.patches.begin(), kept.patches.end());
                continue;
            }
            const size_t first = patches.size();
            isSphere ? findLampPatches(light) : findSunPatches(light);
            kept.patches.assign(patches.begin() + first, patches.end());
            kept.from = std::move(source);
        }
    }
}

// Lamps' rays stay within a ball around them, the sun's through a window within a tube along its way.
std::vector<float> VnIllumination::patchSource(const AreaLight &light) const {
    std::vector<float> source;
    const auto add = [&](vec3 v) { source.insert(source.end(), {v.x, v.y, v.z}); };
    for (vec3 v : {light.centre, light.halfU, light.halfV, light.luminance}) add(v);
    source.insert(source.end(), {light.radius, float(light.body)});
    if (!light.isSphere) {
        add(lights.sunIlluminance);
        add(lights.directionToSun);
    }
    const float reach = light.isSphere ? lampPatchReachInMetres + light.radius + closeInMetres : length(light.halfU) + length(light.halfV);
    for (size_t i = 0; i < scene.bodies.size(); i++) {
        const LitBody &body = scene.bodies[i];
        const Transform &place = body.worldFromBody;
        vec3 apart = place.origin - light.centre;
        if (!light.isSphere) apart = apart - lights.directionToSun * dot(apart, lights.directionToSun);
        if (length(apart) > reach + body.radius + surfaceOffset) continue;
        source.insert(source.end(), {float(i), float(body.light)});
        for (vec3 v : {place.x, place.y, place.z, place.origin}) add(v);
    }
    return source;
}

// `areaAcross`: what the patch covers of the light's way.
void VnIllumination::addPatch(const HitSurface &s, vec3 towardsLight, vec3 arriving, float areaAcross) {
    const float nol = dot(s.faceNormal, towardsLight);
    if (s.fromBehind || nol < 1e-3f) return;
    const vec3 scattered = s.surface.diffuse() * arriving * (nol * diffuseAlbedo(s.surface.roughness, nol) / pi);
    const float area = areaAcross / nol, radius = sqrt(area / pi);
    vec3 t, b;
    frame(s.faceNormal, t, b);
    patches.push_back({s.point + s.faceNormal * surfaceOffset, s.faceNormal, towardsLight, arriving, scattered, s.surface, area, t * radius, b * radius, {}});
    patches.back().ways.fill(1);
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
        if (hit.body == window.body) { inside = inside + direction * (hit.distance + 1e-3f); hit = scene.trace(inside, direction); }
        if (hit.body < 0) continue;
        addPatch(scene.surface(hit, inside, direction), lights.directionToSun, lights.sunIlluminance, window.area * cosine / sunPatchesPerWindow);
    }
}

// A lamp's shade, and what else gets much more of it than the room does.
void VnIllumination::findLampPatches(const AreaLight &lamp) {
    if (luminance(lamp.luminance) <= 0) return;
    const size_t first = patches.size();
    for (int i = 0; i < raysPerLamp; i++) {
        const float z = 1.0f - 2.0f * (i + 0.5f) / raysPerLamp, phi = i * 2.39996323f, across = sqrt(1.0f - z * z);
        const vec3 direction(across * std::cos(phi), across * std::sin(phi), z), origin = lamp.centre + direction * (1.01f * lamp.radius);
        const Hit hit = scene.trace(origin, direction);
        const float distance = hit.distance + 1.01f * lamp.radius;
        if (hit.body < 0 || distance > lampPatchReachInMetres || scene.bodies[hit.body].light >= 0) continue;
        const vec3 arriving = lamp.luminance * (pi * square(lamp.radius / distance));
        addPatch(scene.surface(hit, origin, direction), -direction, arriving, 4 * pi * distance * distance / raysPerLamp);
    }
    for (size_t i = first; i < patches.size(); i++) findWaysOut(patches[i]);
    bounceAmong(first);
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

// A shade's inside lights itself: what the patches from `first` on send one another adds to what they scatter.
void VnIllumination::bounceAmong(size_t first) {
    constexpr int bounces = 4;
    const size_t count = patches.size() - first;
    // What each gets of each other.
    std::vector<float> shares(count * count);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            const BrightPatch &a = patches[first + i], &b = patches[first + j];
            const vec3 d = b.point - a.point;
            const float r2 = dot(d, d), r = sqrt(r2), atA = dot(d, a.normal), atB = -dot(d, b.normal);
            if (atA <= 0 || atB <= 0 || scene.blocked(a.point, d / r, r * 0.999f)) continue;
            shares[i * count + j] = b.area * atA * atB / (r2 * (r2 + b.area / pi));
            shares[j * count + i] = a.area * atA * atB / (r2 * (r2 + a.area / pi));
        }
    }
    std::vector<vec3> sent, next(count);
    for (size_t i = 0; i < count; i++) sent.push_back(patches[first + i].scattered);
    for (int bounce = 0; bounce < bounces; bounce++) {
        for (size_t i = 0; i < count; i++) {
            BrightPatch &to = patches[first + i];
            vec3 sum(0.0f);
            for (size_t j = 0; j < count; j++) sum += sent[j] * shares[i * count + j];
            next[i] = sum * to.surface.diffuse() / pi;
            to.scattered += next[i];
        }
        sent = next;
    }
}

bool VnIllumination::sunReaches(vec3 point, vec3 normal, bool throughWindowsToo) const {
    if (!lights.sunShines || dot(normal, lights.directionToSun) <= 0) return false;
    if (!throughWindowsToo)
        for (const AreaLight &window : lights.area) if (crosses(window, point, lights.directionToSun)) return false;
    return !scene.blocked(point, lights.directionToSun, 1e4f);
}

vec3 VnIllumination::bounceAlbedo(const HitSurface &hit, vec3 direction) {
    float nov = max(0.05f, -dot(hit.normal, direction));
    return hit.surface.diffuse() * diffuseAlbedo(hit.surface.roughness, nov) + specularAlbedo()(hit.surface, nov);
}

vec3 VnIllumination::directIrradiance(const HitSurface &hit, Pattern pattern) const {
    vec3 origin = hit.point + hit.faceNormal * surfaceOffset, sum(0.0f);
    if (sunReaches(origin, hit.normal, false)) sum += lights.sunIlluminance * dot(hit.normal, lights.directionToSun);
    // One shadow ray, to a light chosen by what it would bring.
    float total = 0, choice = pattern.choice();
    vec3 brought;
    LightSample chosen;
    uint32_t purpose = 200;
    for (const AreaLight &light : lights.area) {
        float u1, u2;
        pattern.at(purpose++, 0, 1, u1, u2);
        const vec3 apart = light.centre - hit.point;
        if (light.isSphere && dot(apart, apart) < square(lampPatchReachInMetres)) continue;
        LightSample s = light.sample(origin, u1, u2);
        float nol = dot(hit.normal, s.direction);
        if (s.pdf <= 0 || nol <= 0 || dot(hit.faceNormal, s.direction) <= 0) continue;
        // Close to a window its places bring very different amounts: there only what hides it is left to chance.
        const bool isClose = !light.isSphere && dot(apart, apart) < 4 * light.area;
        vec3 e = light.luminance * (isClose ? light.irradiance(hit.point, hit.normal) : nol / s.pdf);
        float weight = luminance(e);
        total += weight;
        // The choice's remainder is as uniform as it was.
        float share = weight / total;
        if (choice < share) { choice /= share; chosen = s; brought = e / weight; }
        else choice = (choice - share) / (1.0f - share);
    }
    if (total > 0 && !scene.blocked(origin, chosen.direction, chosen.distance * 0.998f)) sum += brought * total;
    return sum;
}

vec3 VnIllumination::clearDirectIrradiance(const HitSurface &hit, Pattern pattern, bool isSharp) const {
    vec3 origin = hit.point + hit.faceNormal * surfaceOffset, sum(0.0f);
    if (sunReaches(origin, hit.normal, true)) sum += lights.sunIlluminance * dot(hit.normal, lights.directionToSun);
    uint32_t purpose = 200;
    for (const AreaLight &light : lights.area) {
        float u1, u2;
        pattern.at(purpose++, 0, 1, u1, u2);
        const float e = light.irradiance(hit.point, hit.normal);
        if (e <= 0) continue;
        // Mirrors show every grain: there one in each quarter of the light.
        const int edge = isSharp ? 2 : 1;
        for (int k = 0; k < edge * edge; k++) {
            const LightSample s = light.sample(origin, (u1 + k % edge) / edge, (u2 + k / edge) / edge);
            if (s.pdf > 0 && !scene.blocked(origin, s.direction, s.distance * 0.998f)) sum += light.luminance * (e / (edge * edge));
        }
    }
    return sum;
}

void VnIllumination::traceProbe(int probe) {
    vec3 origin = field.position(probe);
    Field::Ray *rays = &field.rays[size_t(probe) * Field::rayCount];
    int behind = 0;
    for (int i = 0; i < Field::rayCount; i++) {
        Field::Ray &ray = rays[i];
        vec3 direction = field.directions[i];
        Hit hit = scene.trace(origin, direction);
        ray.distance = min(hit.distance, field.farthest);
        ray.fromBehind = ray.lit = false;
        ray.light = vec3(0.0f);
        if (hit.body < 0) { ray.light = (*lights.sky)(direction); continue; }
        if (scene.bodies[hit.body].light >= 0) continue;
        HitSurface s = scene.surface(hit, origin, direction);
        ray.fromBehind = s.fromBehind;
        if (s.fromBehind) { behind++; continue; }
        ray.lit = true;
        ray.point = s.point;
        ray.normal = s.normal;
        ray.albedo = bounceAlbedo(s, direction);
        ray.light = ray.albedo * directIrradiance(s, Pattern{uint32_t(probe * Field::rayCount + i)}) / pi;
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

    Harmonics &sun = field.sunPart[probe];
    sun.clear();
    for (size_t i = probePatchStride / 2; i < patches.size(); i += probePatchStride) {
        const BrightPatch &patch = patches[i];
        const float area = patch.area * probePatchStride;
        vec3 d = patch.point - origin;
        float r2 = dot(d, d), r = sqrt(r2);
        d = d / r;
        float cosine = -dot(d, patch.normal);
        if (cosine <= 0 || scene.blocked(origin, d, r * 0.999f)) continue;
        float solidAngle = area * cosine / (r2 + area / pi), basis[harmonicCount];
        harmonicBasis(d, basis);
        vec3 sent = patch.luminance(-d) * solidAngle;
        for (int k = 0; k < harmonicCount; k++) sun.c[k] += pack(sent * basis[k]);
    }
}

void VnIllumination::solveProbe(int probe) {
    const Field::Ray *rays = &field.rays[size_t(probe) * Field::rayCount];
    Harmonics &out = field.solved[probe];
    if (!field.alive[probe]) { out.clear(); return; }
    Harmonics sum;
    sum.clear();
    for (int i = 0; i < Field::rayCount; i++) {
        const Field::Ray &ray = rays[i];
        if (ray.fromBehind) continue;
        vec3 light = ray.light;
        if (ray.lit) {
            Harmonics there;
            field.interpolate(ray.point, ray.normal, -field.directions[i], *lights.sky, there);
            light += ray.albedo * there.irradiance(ray.normal) / pi;
        }
        const float *basis = &field.basis[i * harmonicCount];
        f4 packed = pack(light);
        for (int k = 0; k < harmonicCount; k++) sum.c[k] += packed * basis[k];
    }
    for (int k = 0; k < harmonicCount; k++) out.c[k] = sum.c[k] * (4.0f * pi / Field::rayCount) + field.sunPart[probe].c[k];
}
