// What a picture's pixels get: rays first, then edge-aware filtering of what is noisy, then the analytic terms.
#include "Illumination.h"
#include <algorithm>

namespace {
// Lanes of `visibility`: the sun, then the lights; from the last lane on they share it.
constexpr int lightLanes = 7;
constexpr float surfaceOffset = 0.0015f;
// Openness counts what is nearer than this.
constexpr float occlusionReachInMetres = 0.6f;
constexpr float nearReachInMetres = 0.3f;
// Below the first roughness reflections are traced, above the second they come from the probes.
constexpr float tracedRoughness = 0.40f, probedRoughness = 0.55f;
constexpr int reflectionRays = 1, lampRays = 2, penumbraRays = 16, lampPenumbraRays = 6;
constexpr int refineReach = 2; // pixels: a shadow's soft edge may look hard in one ray a pixel
constexpr float sunRadius = 0.0047f; // 0.27°

// Half of the pixels, like a chessboard's black squares, gather light; the other half ask the sun patches. Reflections that are blurred
// anyway are traced on the black squares only. What a pixel lacks counts for this little until its neighbours have given it.
constexpr float stopgap = 0.01f;
bool isBlack(int x, int y) { return ((x + y) & 1) == 0; }
bool sharesReflections(float roughness) { return roughness > 0.25f; }

struct Pixel {
    vec3 point, normal, towardsEye;
    Surface surface;
    vec3 ray; // from the eye, one metre deep
    float width; // of the pixel there, in metres
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
    pixel.ray = ray;
    pixel.width = depth / p.focalLengthInPixels;
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
    Pixel pixel;
    Pattern pattern;
    vec3 origin, tangent, bitangent, envelope; // envelope: the lobe's albedo, taken out before filtering
    float alpha;
    int specularRays;

    PixelTracer(const VnIllumination &light, const Pixel &pixel, Pattern pattern) : light(light), pixel(pixel), pattern(pattern) {
        // Half a pixel nearer, out of grooves that are narrower than that: they'd be black specks.
        origin = pixel.point + pixel.normal * surfaceOffset + pixel.towardsEye * (0.5f * pixel.width);
        frame(pixel.normal, tangent, bitangent);
        envelope = specularAlbedo()(pixel.surface, pixel.nov);
        alpha = pixel.surface.alpha();
        specularRays = pixel.surface.roughness < probedRoughness ? reflectionRays : 0;
    }

    vec3 reflected(vec3 l, float nol) const { return specular(pixel.surface, alpha, pixel.normal, pixel.towardsEye, l, pixel.nov, nol); }
    float lobePdf(vec3 l) const {
        vec3 h = normalize(l + pixel.towardsEye);
        return visibleNormalPdf(clamp(dot(h, pixel.normal), 0.0f, 1.0f), pixel.nov, alpha);
    }

    bool facesSun() const { return light.lights.sunShines && dot(pixel.normal, light.lights.directionToSun) > 0; }

    // Over the sun's disc and, where there are more rays than one, over the pixel's piece of the surface.
    float sunVisibility(const VnPicture &p, uint32_t purpose, int rayCount) const {
        if (!facesSun()) return 0;
        vec3 sun = light.lights.directionToSun, t, b;
        frame(sun, t, b);
        float arrived = 0;
        for (int k = 0; k < rayCount; k++) {
            float u1, u2, x = 0.5f, y = 0.5f;
            pattern.at(purpose, k, rayCount, u1, u2);
            if (rayCount > 1) pattern.at(purpose + 1, k, rayCount, x, y);
            float r = sunRadius * sqrt(u1), phi = 2 * pi * u2;
            arrived += !light.scene.blocked(origin + within(p, x - 0.5f, y - 0.5f), normalize(sun + t * (r * std::cos(phi)) + b * (r * std::sin(phi))), 1e4f);
        }
        return arrived / rayCount;
    }

    // From the pixel's middle to another place in it, along the surface.
    vec3 within(const VnPicture &p, float x, float y) const {
        vec3 across = xyz(p.right) * (x * pixel.width) + xyz(p.down) * (y * pixel.width);
        float facing = max(-dot(pixel.normal, pixel.ray), 0.1f * length(pixel.ray));
        return across + pixel.ray * (dot(pixel.normal, across) / facing);
    }

    // Share of the light that arrives; adds its reflection to `glint`.
    float lampVisibility(const AreaLight &lamp, uint32_t purpose, int rayCount, vec3 *glint) const {
        float arrived = 0, all = 0;
        for (int k = 0; k < rayCount; k++) {
            float u1, u2;
            pattern.at(purpose, k, rayCount, u1, u2);
            LightSample s = lamp.sample(origin, u1, u2);
            float nol = dot(pixel.normal, s.direction);
            if (s.pdf <= 0 || nol <= 0) continue;
            all += nol / s.pdf;
            if (light.scene.blocked(origin, s.direction, s.distance * 0.998f)) continue;
            arrived += nol / s.pdf;
            if (!glint) continue;
            float share = rayCount * s.pdf / (rayCount * s.pdf + specularRays * lobePdf(s.direction));
            *glint += reflected(s.direction, nol) * lamp.luminance * (share / (s.pdf * rayCount));
        }
        return all > 0 ? arrived / all : 0;
    }

    // Sunlight that lies somewhere in the room, and comes from there: one shadow ray, to a patch chosen by what it would bring.
    vec3 sunPatchIrradiance() const {
        constexpr int candidates = 12;
        const int count = int(light.sunPatches.size());
        if (count == 0) return vec3(0.0f);
        float u, choice, total = 0, distance = 0;
        pattern.at(2, 0, 1, u, choice);
        vec3 direction, brought;
        for (int k = 0; k < candidates; k++) {
            const SunPatch &patch = light.sunPatches[std::min(count - 1, int((u + k) * count / candidates))];
            vec3 d = patch.point - origin;
            float r2 = dot(d, d), r = sqrt(r2), nol = dot(d, pixel.normal) / r, cosine = -dot(d, patch.normal) / r;
            if (nol <= 0 || cosine <= 0) continue;
            // A disc of its size, so that near ones stay finite.
            vec3 e = patch.luminance(d / -r, light.lights.directionToSun) * (patch.area * cosine * nol / (r2 + patch.area / pi));
            float weight = luminance(e), share;
            if (weight <= 0) continue;
            total += weight;
            share = weight / total;
            if (choice < share) { choice /= share; direction = d / r; distance = r; brought = e / weight; }
            else choice = (choice - share) / (1.0f - share);
        }
        if (total <= 0 || light.scene.blocked(origin, direction, distance * 0.999f)) return vec3(0.0f);
        return brought * (total * count / (candidates * pi));
    }

    // What a ray's hit sends back: lit by lamps and the field. Close by, where the field's probes see what the hit doesn't, by one more ray.
    vec3 sentBack(const Hit &hit, vec3 origin, vec3 direction, uint32_t salt, bool sunThroughWindowsToo, bool mayLookFurther) const {
        HitSurface s = light.scene.surface(hit, origin, direction);
        if (s.fromBehind) return vec3(0.0f);
        Harmonics there, ofSun;
        light.field.interpolate(s.point, s.normal, -direction, light.lights.sky, there, &ofSun);
        Pattern pattern{this->pattern.index * 4u + salt};
        vec3 around = there.irradiance(s.normal);
        if (mayLookFurther && hit.distance < nearReachInMetres) {
            // Gathering finds no sunlight from windows: that comes from the probes, unless something is in the way.
            Gathered near = gathered(s.point + s.faceNormal * surfaceOffset, s.normal, pattern, there.without(ofSun), salt + 1, false);
            around = near.radiance * pi;
            if (near.openness * occlusionReachInMetres >= nearReachInMetres) around += ofSun.cosineMean(s.normal) * pi;
        }
        vec3 e = light.directIrradiance(s, pattern, sunThroughWindowsToo) + around;
        if (!sunThroughWindowsToo) return VnIllumination::bounceAlbedo(s, direction) * e / pi;
        float nov = max(0.02f, -dot(s.normal, direction));
        vec3 mirrored = direction - s.normal * (2.0f * dot(direction, s.normal));
        return s.surface.diffuse() * e * (diffuseAlbedo(s.surface.roughness, nov) / pi) + specularAlbedo()(s.surface, nov) * there.radiance(mirrored, s.surface.roughness);
    }

    struct Gathered {
        vec3 radiance; // the hemisphere's cosine-weighted mean
        float openness;
    };

    // One ray into the cosine-weighted hemisphere, steadied by what the field says of that direction.
    Gathered gathered(vec3 origin, vec3 normal, Pattern pattern, const Harmonics &around, uint32_t salt, bool mayLookFurther) const {
        float u1, u2;
        pattern.at(3, 0, 1, u1, u2);
        float r = sqrt(u1), phi = 2 * pi * u2;
        vec3 t, b;
        frame(normal, t, b);
        vec3 direction = t * (r * std::cos(phi)) + b * (r * std::sin(phi)) + normal * sqrt(max(0.0f, 1 - u1));
        Hit hit = light.scene.trace(origin, direction);
        vec3 sent = hit.body < 0 ? light.lights.sky
                  : light.scene.bodies[hit.body].light >= 0 ? vec3(0.0f)
                                                            : sentBack(hit, origin, direction, salt, false, mayLookFurther);
        return {sent + around.cosineMean(normal) - around.value(direction), min(1.0f, hit.distance / occlusionReachInMetres)};
    }

    void reflect(vec3 &mirrored, vec3 &glint) const {
        vec3 v(dot(pixel.towardsEye, tangent), dot(pixel.towardsEye, bitangent), pixel.nov);
        for (int k = 0; k < specularRays; k++) {
            float u1, u2;
            pattern.at(4, k, specularRays, u1, u2);
            vec3 h = sampleVisibleNormal(v, alpha, u1, u2), l = h * (2.0f * dot(v, h)) - v;
            if (l.z <= 0.001f) continue;
            vec3 direction = tangent * l.x + bitangent * l.y + pixel.normal * l.z;
            vec3 weight = pixel.surface.fresnel(dot(v, h)) * (masking(l.z, alpha) / specularRays);
            Hit hit = light.scene.trace(origin, direction);
            int lamp = hit.body < 0 ? -1 : light.scene.bodies[hit.body].light;
            if (lamp >= 0) {
                const AreaLight &a = light.lights.area[lamp];
                float own = specularRays * visibleNormalPdf(h.z, pixel.nov, alpha), other = lampRays * a.pdf(origin, direction, hit.distance);
                if (other > 0) glint += weight * a.luminance * (own / (own + other));
            } else {
                mirrored += weight * (hit.body < 0 ? light.lights.sky : sentBack(hit, origin, direction, 2 + k, true, true));
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
            f8 visibility = {}, gloss = {}, indirect = {};
            self->point[i] = pack(pixel.point, pixel.isLit);
            self->normal[i] = pack(pixel.normal, p->depth[i]);
            if (pixel.isLit) {
                PixelTracer tracer(*self, pixel, Pattern{morton(uint32_t(x), uint32_t(y))});
                vec3 glint(0.0f), mirrored(0.0f);
                visibility[0] = tracer.sunVisibility(*p, 1, 1);
                bool black = isBlack(x, y), reflects = black || !sharesReflections(pixel.surface.roughness);
                float sharing = float(std::max(1, int(self->lights.area.size()) - lightLanes + 1));
                for (size_t k = 0; k < self->lights.area.size(); k++) {
                    float seen = tracer.lampVisibility(self->lights.area[k], uint32_t(10 + k), lampRays, reflects ? &glint : nullptr);
                    if (int(k) < lightLanes - 1) visibility[1 + k] = seen;
                    else visibility[lightLanes] += seen / sharing;
                }
                Harmonics around, ofSun;
                self->field.interpolate(pixel.point, pixel.normal, pixel.towardsEye, self->lights.sky, around, &ofSun);
                vec3 fromProbes = around.radiance(pixel.normal * (2.0f * pixel.nov) - pixel.towardsEye, pixel.surface.roughness);
                around = around.without(ofSun);
                PixelTracer::Gathered gathered{around.cosineMean(pixel.normal), 1};
                if (black) gathered = tracer.gathered(tracer.origin, pixel.normal, tracer.pattern, around, 0, true);
                vec3 ofPatches = black ? ofSun.cosineMean(pixel.normal) : tracer.sunPatchIrradiance();
                indirect = f8{gathered.radiance.x, gathered.radiance.y, gathered.radiance.z, gathered.openness, ofPatches.x, ofPatches.y, ofPatches.z, 0};
                if (reflects) tracer.reflect(mirrored, glint);
                float share = reflects ? tracedShare(pixel.surface.roughness) : 0;
                mirrored = divide(mirrored, tracer.envelope) * share + fromProbes * (1 - share);
                glint = divide(glint, tracer.envelope);
                gloss = f8{mirrored.x, mirrored.y, mirrored.z, 0, glint.x, glint.y, glint.z, 0};
            }
            self->visibility[1][i] = visibility;
            self->indirect[0][i] = indirect;
            self->gloss[0][i] = gloss;
        }
    }
}

// Where neighbours disagree about a small light, it gets more rays: shadows' edges are few pixels and much seen.
void vnPictureRefine(VnIllumination *self, const VnPicture *p, int32_t fromRow, int32_t toRow) {
    const Lights &lights = self->lights;
    for (int y = fromRow; y < toRow; y++) {
        for (int x = 0; x < p->width; x++) {
            const int i = y * p->width + x;
            f8 visibility = self->visibility[1][i];
            if (self->point[i][3] > 0) {
                f8 least = visibility, most = visibility;
                for (int v = std::max(0, y - refineReach); v <= std::min(p->height - 1, y + refineReach); v++) {
                    for (int u = std::max(0, x - refineReach); u <= std::min(p->width - 1, x + refineReach); u++) {
                        const int j = v * p->width + u;
                        if (self->point[j][3] == 0) continue;
                        least = __builtin_elementwise_min(least, self->visibility[1][j]);
                        most = __builtin_elementwise_max(most, self->visibility[1][j]);
                    }
                }
                const f8 range = most - least;
                PixelTracer tracer(*self, read(*p, x, y), Pattern{morton(uint32_t(x), uint32_t(y))});
                if (range[0] > 0) visibility[0] = tracer.sunVisibility(*p, 300, penumbraRays);
                for (int k = 0; k < int(lights.area.size()) && k < lightLanes - 1; k++) {
                    if (!lights.area[k].isSphere || range[1 + k] <= 0) continue;
                    float more = tracer.lampVisibility(lights.area[k], uint32_t(310 + k), lampPenumbraRays, nullptr);
                    visibility[1 + k] = (lampRays * visibility[1 + k] + lampPenumbraRays * more) / (lampRays + lampPenumbraRays);
                }
            }
            self->visibility[0][i] = visibility;
        }
    }
}

namespace {
// Taps twice as far apart in each pass: the first steadies everything, the later ones only what is smooth by nature.
template <int pass> void filterRow(VnIllumination *self, const VnPicture *p, int y) {
    constexpr int step = 1 << pass, from = pass & 1, to = from ^ 1;
    constexpr bool filtersVisibility = pass < 2;
    // B-splines of fourth and second order.
    constexpr int reach = pass < 2 ? 2 : 1;
    const float kernel[3] = {pass < 2 ? 0.375f : 0.5f, 0.25f, 0.0625f};
    // Small lights keep their shadows' edges; windows' are soft.
    f8 visibilityShare = f8{} + (pass == 0 ? 1.0f : 0.4f);
    visibilityShare[0] = pass == 0 ? 0.03f : 0.0f;
    for (int k = 0; k < int(self->lights.area.size()) && k < lightLanes - 1; k++) if (self->lights.area[k].isSphere) visibilityShare[1 + k] = pass == 0 ? 0.15f : 0.05f;
    const int width = p->width, height = p->height;
    const f4 *points = self->point.data(), *normals = self->normal.data();
    const f8 *visibilities = self->visibility[from].data(), *glosses = self->gloss[from].data(), *indirects = self->indirect[from].data();
    const f8 black = {1, 1, 1, 1, stopgap, stopgap, stopgap, stopgap}, white = {stopgap, stopgap, stopgap, stopgap, 1, 1, 1, 1}, one = f8{} + 1.0f;
    for (int x = 0; x < width; x++) {
        const int i = y * width + x;
        f4 point = points[i], normal = normals[i];
        f8 visibility = visibilities[i], gloss = glosses[i], indirect = indirects[i];
        if (point[3] > 0) {
            const float roughness = p->roughness[i], scale = 1.0f / (0.003f + 0.7f * step * normal[3] / p->focalLengthInPixels);
            const float blur = smoothstep(pass == 0 ? 0.04f : pass == 1 ? 0.15f : 0.3f, pass == 0 ? 0.2f : pass == 1 ? 0.4f : 0.6f, roughness);
            const float own = kernel[0] * kernel[0], openness = indirect[3];
            auto indirectShare = [&](int x, int y) { return pass > 0 ? one : isBlack(x, y) ? black : white; };
            auto glossShare = [&](int j, int x, int y) { return pass == 0 && !isBlack(x, y) && sharesReflections(p->roughness[j]) ? stopgap : 1.0f; };
            f8 visibilityWeight = own + f8{}, indirectWeight = own * indirectShare(x, y);
            float glossWeight = own * glossShare(i, x, y);
            visibility *= visibilityWeight; gloss *= glossWeight; indirect *= indirectWeight;
            for (int dy = -reach; dy <= reach; dy++) {
                int v = y + dy * step;
                if (v < 0 || v >= height) continue;
                for (int dx = -reach; dx <= reach; dx++) {
                    int u = x + dx * step;
                    if (u < 0 || u >= width || (dx == 0 && dy == 0)) continue;
                    int j = v * width + u;
                    f4 q = points[j], d = (q - point) * normal, c = normals[j] * normal;
                    float off = 1.0f - std::fabs(d[0] + d[1] + d[2]) * scale, cosine = c[0] + c[1] + c[2];
                    if (off <= 0 || cosine <= 0.3f || q[3] == 0) continue;
                    float w = kernel[std::abs(dx)] * kernel[std::abs(dy)] * off * square(square(square(cosine)));
                    if (filtersVisibility) {
                        f8 share = w * visibilityShare;
                        visibility += visibilities[j] * share;
                        visibilityWeight += share;
                    }
                    // By now openness is steady enough to tell a contact's shade from noise.
                    float alike = pass < 2 ? 1.0f : max(0.0f, 1.0f - 5.0f * std::fabs(indirects[j][3] - openness));
                    f8 share = w * alike * indirectShare(u, v);
                    indirect += indirects[j] * share;
                    indirectWeight += share;
                    if (pass < 3 && blur > 0) {
                        float share = w * blur * max(0.0f, 1.0f - 4.0f * std::fabs(p->roughness[j] - roughness)) * glossShare(j, u, v);
                        gloss += glosses[j] * share;
                        glossWeight += share;
                    }
                }
            }
            visibility /= visibilityWeight;
            indirect /= indirectWeight;
            gloss /= glossWeight;
        }
        self->visibility[to][i] = visibility;
        self->indirect[to][i] = indirect;
        self->gloss[to][i] = gloss;
    }
}
}

void vnPictureFilter(VnIllumination *self, const VnPicture *p, int32_t pass, int32_t fromRow, int32_t toRow) {
    for (int y = fromRow; y < toRow; y++) {
        if (pass == 0) filterRow<0>(self, p, y);
        if (pass == 1) filterRow<1>(self, p, y);
        if (pass == 2) filterRow<2>(self, p, y);
        if (pass == 3) filterRow<3>(self, p, y);
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
                f8 visibility = self->visibility[last][i], gloss = self->gloss[last][i], indirect = self->indirect[last][i];
                const Surface &s = pixel.surface;
                auto scattered = [&](vec3 l) {
                    float cosHalf = sqrt(max(0.0f, 0.5f + 0.5f * dot(l, pixel.towardsEye)));
                    return disneyDiffuse(s.roughness, max(0.05f, dot(l, pixel.normal)), pixel.nov, cosHalf) / pi;
                };
                vec3 envelope = specularAlbedo()(s, pixel.nov);
                glint = maximum(vec3(gloss[4], gloss[5], gloss[6]), 0.0f) * envelope;
                mirrored = maximum(vec3(gloss[0], gloss[1], gloss[2]), 0.0f) * envelope;
                irradiance = maximum(vec3(indirect[0] + indirect[4], indirect[1] + indirect[5], indirect[2] + indirect[6]), 0.0f) * diffuseAlbedo(s.roughness, pixel.nov);
                openness = indirect[3];
                // The probes don't see what stands close by; traced reflections do.
                mirrored = mirrored * mix(sqrt(openness), 1.0f, tracedShare(s.roughness));
                float nol = dot(pixel.normal, lights.directionToSun);
                if (visibility[0] > 0 && nol > 0) {
                    // The sun's disc widens the sharpest highlights.
                    float alpha = min(1.0f, s.alpha() + sunRadius * 0.5f);
                    vec3 arriving = lights.sunIlluminance * visibility[0];
                    diffuse += arriving * (nol * scattered(lights.directionToSun));
                    glint += arriving * specular(s, alpha, pixel.normal, pixel.towardsEye, lights.directionToSun, pixel.nov, nol);
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
