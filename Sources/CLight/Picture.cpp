// What a picture's pixels get: rays first, then edge-aware filtering of what is noisy, then the analytic terms.
#include "Illumination.h"
#include <algorithm>

namespace {
// Lanes of `visibility`: the sun, then the lights; from the last lane on they share it.
constexpr int lightLanes = 7;
constexpr float surfaceOffset = 0.0015f;
// Openness counts what is nearer than this.
constexpr float occlusionReachInMetres = 0.6f;
// Below the first roughness reflections are traced, above the second they come from the probes.
constexpr float tracedRoughness = 0.40f, probedRoughness = 0.55f;
constexpr int reflectionRays = 2, sunPatchRays = 2;

struct Pixel {
    vec3 point, normal, towardsEye;
    Surface surface;
    float nov;
    bool isLit; // false: nothing there, or it emits
};

Pixel read(const VnPicture &p, int x, int y) {
    int i = y * p.width + x;
    Pixel pixel;
    float depth = p.depth[i];
    const float *e = p.emission + 3 * i;
    pixel.isLit = depth > 0 && e[0] + e[1] + e[2] <= 0;
    vec3 ray = xyz(p.forward) + xyz(p.right) * ((x + 0.5f - p.width * 0.5f) / p.focalLengthInPixels) + xyz(p.down) * ((y + 0.5f - p.height * 0.5f) / p.focalLengthInPixels);
    pixel.point = xyz(p.eye) + ray * depth;
    pixel.towardsEye = -normalize(ray);
    vec3 n(p.normal[3 * i], p.normal[3 * i + 1], p.normal[3 * i + 2]);
    pixel.normal = n * (1.0f / max(1e-6f, length(n)));
    pixel.surface = {vec3(p.baseColour[3 * i], p.baseColour[3 * i + 1], p.baseColour[3 * i + 2]), p.roughness[i], p.metallic[i]};
    pixel.nov = max(0.02f, dot(pixel.normal, pixel.towardsEye));
    return pixel;
}

// How much of a reflection is traced; the rest is looked up.
float tracedShare(float roughness) { return 1.0f - smoothstep(tracedRoughness, probedRoughness, roughness); }

void write(float *plane, int i, vec3 v) { plane[3 * i] = v.x; plane[3 * i + 1] = v.y; plane[3 * i + 2] = v.z; }

struct PixelTracer {
    const VnIllumination &light;
    const Pixel &pixel;
    Pattern pattern;
    vec3 origin, tangent, bitangent, f0, envelope; // envelope: the lobe's albedo, taken out before filtering
    float alpha;
    int specularRays;

    PixelTracer(const VnIllumination &light, const Pixel &pixel, Pattern pattern) : light(light), pixel(pixel), pattern(pattern) {
        origin = pixel.point + pixel.normal * surfaceOffset;
        frame(pixel.normal, tangent, bitangent);
        f0 = pixel.surface.f0();
        envelope = directionalAlbedo(f0, pixel.surface.roughness, pixel.nov);
        alpha = pixel.surface.alpha();
        specularRays = pixel.surface.roughness < probedRoughness ? reflectionRays : 0;
    }

    vec3 reflected(vec3 l, float nol) const { return specular(f0, alpha, pixel.normal, pixel.towardsEye, l, pixel.nov, nol); }
    float lobePdf(vec3 l) const {
        vec3 h = normalize(l + pixel.towardsEye);
        return visibleNormalPdf(clamp(dot(h, pixel.normal), 0.0f, 1.0f), pixel.nov, alpha);
    }

    float sunVisibility() const {
        const Lights &l = light.lights;
        if (!l.sunShines || dot(pixel.normal, l.directionToSun) <= 0) return 0;
        vec3 t, b;
        frame(l.directionToSun, t, b);
        constexpr int samples = 2;
        constexpr float radius = 0.0047f;
        float sum = 0;
        for (int k = 0; k < samples; k++) {
            float u1, u2;
            pattern.at(1, k, samples, u1, u2);
            float r = radius * sqrt(u1), phi = 2 * pi * u2;
            sum += !light.scene.blocked(origin, normalize(l.directionToSun + t * (r * std::cos(phi)) + b * (r * std::sin(phi))), 1e4f);
        }
        return sum / samples;
    }

    // Share of the light that arrives; adds its glint to `glint`.
    float lampVisibility(const AreaLight &lamp, uint32_t purpose, vec3 &glint) const {
        const int samples = lamp.isSphere ? 2 : 4;
        float arrived = 0, all = 0;
        for (int k = 0; k < samples; k++) {
            float u1, u2;
            pattern.at(purpose, k, samples, u1, u2);
            LightSample s = lamp.sample(origin, u1, u2);
            float nol = dot(pixel.normal, s.direction);
            if (s.pdf <= 0 || nol <= 0) continue;
            all += nol / s.pdf;
            if (light.scene.blocked(origin, s.direction, s.distance * 0.998f)) continue;
            arrived += nol / s.pdf;
            float share = samples * s.pdf / (samples * s.pdf + specularRays * lobePdf(s.direction));
            glint += reflected(s.direction, nol) * lamp.luminance * (share / (s.pdf * samples));
        }
        return all > 0 ? arrived / all : 0;
    }

    // Sunlight that lies somewhere in the room, and comes from there.
    vec3 sunPatchIrradiance() const {
        int count = int(light.sunPatches.size());
        vec3 sum(0.0f);
        for (int k = 0; k < sunPatchRays && count > 0; k++) {
            float u1, u2;
            pattern.at(2, k, sunPatchRays, u1, u2);
            const SunPatch &patch = light.sunPatches[std::min(count - 1, int(u1 * count))];
            vec3 d = patch.point - origin;
            float r2 = dot(d, d), r = sqrt(r2);
            d = d / r;
            float nol = dot(d, pixel.normal), cosine = -dot(d, patch.normal);
            if (nol <= 0 || cosine <= 0) continue;
            // A disc of its size, so that near ones stay finite.
            float solidAngle = patch.area * cosine / (r2 + patch.area / pi);
            if (!light.scene.blocked(origin, d, r * 0.999f)) sum += patch.luminance * (solidAngle * nol * count / sunPatchRays);
        }
        return sum / pi;
    }

    // What a ray's hit sends back: lit by lamps and the field.
    vec3 sentBack(const Hit &hit, vec3 direction, uint32_t salt, bool sunThroughWindowsToo) const {
        HitSurface s = light.scene.surface(hit, origin, direction);
        if (s.fromBehind) return vec3(0.0f);
        Harmonics there;
        light.field.interpolate(s.point, s.normal, -direction, light.lights.sky, there);
        vec3 e = light.directIrradiance(s, Pattern{pattern.index * 4u + salt}, sunThroughWindowsToo) + there.irradiance(s.normal);
        if (!sunThroughWindowsToo) return VnIllumination::bounceAlbedo(s, direction) * e / pi;
        float nov = max(0.02f, -dot(s.normal, direction));
        vec3 mirrored = direction - s.normal * (2.0f * dot(direction, s.normal));
        return s.surface.diffuse() * e / pi + directionalAlbedo(s.surface.f0(), s.surface.roughness, nov) * there.radiance(mirrored, s.surface.roughness);
    }

    // One ray into the cosine-weighted hemisphere, steadied by what the field says of that direction. w: openness.
    f4 gathered(const Harmonics &around) const {
        float u1, u2;
        pattern.at(3, 0, 1, u1, u2);
        float r = sqrt(u1), phi = 2 * pi * u2;
        vec3 direction = tangent * (r * std::cos(phi)) + bitangent * (r * std::sin(phi)) + pixel.normal * sqrt(max(0.0f, 1 - u1));
        Hit hit = light.scene.trace(origin, direction);
        vec3 sent = hit.body < 0 ? light.lights.sky : light.scene.bodies[hit.body].light >= 0 ? vec3(0.0f) : sentBack(hit, direction, 0, false);
        vec3 steadied = sent + around.cosineMean(pixel.normal) - around.value(direction);
        return pack(steadied, min(1.0f, hit.distance / occlusionReachInMetres));
    }

    void reflect(vec3 &mirrored, vec3 &glint) const {
        vec3 v(dot(pixel.towardsEye, tangent), dot(pixel.towardsEye, bitangent), pixel.nov);
        for (int k = 0; k < specularRays; k++) {
            float u1, u2;
            pattern.at(4, k, specularRays, u1, u2);
            vec3 h = sampleVisibleNormal(v, alpha, u1, u2), l = h * (2.0f * dot(v, h)) - v;
            if (l.z <= 0.001f) continue;
            vec3 direction = tangent * l.x + bitangent * l.y + pixel.normal * l.z;
            vec3 weight = schlick(f0, dot(v, h)) * (masking(l.z, alpha) / specularRays);
            Hit hit = light.scene.trace(origin, direction);
            int lamp = hit.body < 0 ? -1 : light.scene.bodies[hit.body].light;
            if (lamp >= 0) {
                const AreaLight &a = light.lights.area[lamp];
                const int samples = a.isSphere ? 2 : 4;
                float own = specularRays * visibleNormalPdf(h.z, pixel.nov, alpha), other = samples * a.pdf(origin, direction, hit.distance);
                if (other > 0) glint += weight * a.luminance * (own / (own + other));
            } else {
                mirrored += weight * (hit.body < 0 ? light.lights.sky : sentBack(hit, direction, 1 + k, true));
            }
        }
    }
};
}

void vnPictureBegin(VnIllumination *self, const VnPicture *p) {
    size_t count = size_t(p->width) * p->height;
    self->point.resize(count);
    self->normal.resize(count);
    for (int i = 0; i < 2; i++) {
        self->visibility[i].resize(count);
        self->gloss[i].resize(count);
        self->indirect[i].resize(count);
    }
}

void vnPictureTrace(VnIllumination *self, const VnPicture *p, int32_t fromRow, int32_t toRow) {
    for (int y = fromRow; y < toRow; y++) {
        for (int x = 0; x < p->width; x++) {
            int i = y * p->width + x;
            Pixel pixel = read(*p, x, y);
            f8 visibility = {}, gloss = {};
            f4 indirect = {};
            self->point[i] = pack(pixel.point, pixel.isLit);
            self->normal[i] = pack(pixel.normal, p->depth[i]);
            if (pixel.isLit) {
                PixelTracer tracer(*self, pixel, Pattern{morton(uint32_t(x), uint32_t(y))});
                vec3 glint(0.0f), mirrored(0.0f);
                visibility[0] = tracer.sunVisibility();
                float sharing = float(std::max(1, int(self->lights.area.size()) - lightLanes + 1));
                for (size_t k = 0; k < self->lights.area.size(); k++) {
                    float seen = tracer.lampVisibility(self->lights.area[k], uint32_t(10 + k), glint);
                    if (int(k) < lightLanes - 1) visibility[1 + k] = seen;
                    else visibility[lightLanes] += seen / sharing;
                }
                Harmonics around, ofSun;
                self->field.interpolate(pixel.point, pixel.normal, pixel.towardsEye, self->lights.sky, around, &ofSun);
                vec3 fromProbes = around.radiance(pixel.normal * (2.0f * pixel.nov) - pixel.towardsEye, pixel.surface.roughness);
                for (int k = 0; k < harmonicCount; k++) around.c[k] -= ofSun.c[k];
                indirect = tracer.gathered(around) + pack(tracer.sunPatchIrradiance());
                tracer.reflect(mirrored, glint);
                float share = tracedShare(pixel.surface.roughness);
                mirrored = divide(mirrored, tracer.envelope) * share + fromProbes * ((1 - share) * sqrt(indirect[3]));
                glint = divide(glint, tracer.envelope);
                gloss = f8{mirrored.x, mirrored.y, mirrored.z, 0, glint.x, glint.y, glint.z, 0};
            }
            self->visibility[0][i] = visibility;
            self->indirect[0][i] = indirect;
            self->gloss[0][i] = gloss;
        }
    }
}

// À-trous passes, each with taps twice as far apart: the first steadies everything, the last two only what is smooth by nature.
void vnPictureFilter(VnIllumination *self, const VnPicture *p, int32_t pass, int32_t fromRow, int32_t toRow) {
    const int step = 1 << pass, from = pass & 1, to = from ^ 1;
    const float kernel[3] = {0.375f, 0.25f, 0.0625f};
    // Sun shadows keep their edges; lamps' and windows' are softer.
    const float sunShare = pass == 0 ? 0.35f : 0.0f, lampShare = pass == 0 ? 1.0f : pass == 1 ? 0.3f : 0.0f;
    const f8 visibilityShare = {sunShare, lampShare, lampShare, lampShare, lampShare, lampShare, lampShare, lampShare};
    const int width = p->width, height = p->height;
    for (int y = fromRow; y < toRow; y++) {
        for (int x = 0; x < width; x++) {
            int i = y * width + x;
            f4 point = self->point[i], normal = self->normal[i];
            if (point[3] == 0) {
                self->visibility[to][i] = self->visibility[from][i];
                self->indirect[to][i] = self->indirect[from][i];
                self->gloss[to][i] = self->gloss[from][i];
                continue;
            }
            float tolerance = 0.003f + 0.7f * step * normal[3] / p->focalLengthInPixels;
            float blur = smoothstep(pass == 0 ? 0.04f : pass == 1 ? 0.15f : 0.3f, pass == 0 ? 0.2f : pass == 1 ? 0.4f : 0.6f, p->roughness[i]);
            f8 visibility = {}, visibilityWeight = {}, gloss = {};
            f4 indirect = {};
            float indirectWeight = 0, glossWeight = 0;
            for (int dy = -2; dy <= 2; dy++) {
                int v = y + dy * step;
                if (v < 0 || v >= height) continue;
                for (int dx = -2; dx <= 2; dx++) {
                    int u = x + dx * step;
                    if (u < 0 || u >= width) continue;
                    int j = v * width + u;
                    f4 q = self->point[j], m = self->normal[j];
                    if (q[3] == 0) continue;
                    f4 d = (q - point) * normal, c = m * normal;
                    float off = std::fabs(d[0] + d[1] + d[2]) / tolerance, cosine = c[0] + c[1] + c[2];
                    float w = kernel[std::abs(dx)] * kernel[std::abs(dy)] * max(0.0f, 1.0f - off) * square(square(square(max(0.0f, cosine))));
                    if (w <= 0) continue;
                    bool own = dx == 0 && dy == 0;
                    f8 wv = own ? w + f8{} : w * visibilityShare;
                    visibility += self->visibility[from][j] * wv;
                    visibilityWeight += wv;
                    indirect += self->indirect[from][j] * w;
                    indirectWeight += w;
                    float wg = own ? w : w * blur * max(0.0f, 1.0f - 8.0f * std::fabs(p->roughness[j] - p->roughness[i]));
                    gloss += self->gloss[from][j] * wg;
                    glossWeight += wg;
                }
            }
            self->visibility[to][i] = visibility / visibilityWeight;
            self->indirect[to][i] = indirect / indirectWeight;
            self->gloss[to][i] = gloss / glossWeight;
        }
    }
}

void vnPictureResolve(VnIllumination *self, const VnPicture *p, int32_t fromRow, int32_t toRow) {
    const int last = vnFilterPassCount & 1;
    const Lights &lights = self->lights;
    for (int y = fromRow; y < toRow; y++) {
        for (int x = 0; x < p->width; x++) {
            int i = y * p->width + x;
            Pixel pixel = read(*p, x, y);
            vec3 diffuse(0.0f), glint(0.0f), irradiance(0.0f), mirrored(0.0f);
            float openness = 1;
            if (pixel.isLit) {
                f8 visibility = self->visibility[last][i], gloss = self->gloss[last][i];
                f4 indirect = self->indirect[last][i];
                const Surface &s = pixel.surface;
                auto scattered = [&](vec3 l) {
                    float cosHalf = sqrt(max(0.0f, 0.5f + 0.5f * dot(l, pixel.towardsEye)));
                    return disneyDiffuse(s.roughness, max(0.05f, dot(l, pixel.normal)), pixel.nov, cosHalf) / pi;
                };
                vec3 envelope = directionalAlbedo(s.f0(), s.roughness, pixel.nov);
                glint = maximum(vec3(gloss[4], gloss[5], gloss[6]), 0.0f) * envelope;
                mirrored = maximum(vec3(gloss[0], gloss[1], gloss[2]), 0.0f) * envelope;
                irradiance = maximum(unpack(indirect), 0.0f);
                openness = indirect[3];
                float nol = dot(pixel.normal, lights.directionToSun);
                if (visibility[0] > 0 && nol > 0) {
                    // The sun's disc widens the sharpest highlights.
                    float alpha = min(1.0f, s.alpha() + 0.0047f * 0.5f);
                    vec3 arriving = lights.sunIlluminance * visibility[0];
                    diffuse += arriving * (nol * scattered(lights.directionToSun));
                    glint += arriving * specular(s.f0(), alpha, pixel.normal, pixel.towardsEye, lights.directionToSun, pixel.nov, nol);
                }
                for (size_t k = 0; k < lights.area.size(); k++) {
                    const AreaLight &lamp = lights.area[k];
                    float seen = visibility[1 + std::min(int(k), lightLanes - 1)];
                    if (seen <= 0) continue;
                    float e = lamp.irradiance(pixel.point, pixel.normal);
                    if (e > 0) diffuse += lamp.luminance * (e * seen * scattered(normalize(lamp.centre - pixel.point)));
                }
                diffuse = diffuse * s.diffuse();
            }
            write(p->directDiffuse, i, diffuse);
            write(p->directSpecular, i, glint);
            write(p->irradiance, i, irradiance);
            write(p->reflection, i, mirrored);
            p->occlusion[i] = openness;
        }
    }
}
