// What a picture's pixels get: rays first, then edge-aware filtering of what is noisy, then the analytic terms.
#include "PixelTracer.h"

namespace {
// Memories fade: what is older than so many samples counts as this many. Of one and the same picture nothing is forgotten.
constexpr float longestMemory = 8, shortMemory = 1, wholeMemory = 1e6f;

void write(float *plane, int i, vec3 v) { plane[3 * i] = v.x; plane[3 * i + 1] = v.y; plane[3 * i + 2] = v.z; }

// A new sample joins those remembered; lane `count` holds their number.
f8 joined(f8 remembered, f8 sample, int count, float longest) {
    const float n = min(remembered[count], longest);
    f8 mean = (remembered * n + sample) / (n + 1);
    mean[count] = n + 1;
    return mean;
}

struct PixelPass {
    VnIllumination *self;
    const VnPicture *p;
    int x, y;
    Disturbance disturbance;

    void trace() const {
        PictureMemory &memory = self->memory;
        const int i = y * p->width + x;
        const Pixel pixel = read(*p, x, y);
        Remembered mind;
        memory.now.point[i] = pack(pixel.point, pixel.isLit);
        memory.now.normal[i] = pack(pixel.normal, p->depth[i]);
        memory.now.ids[i] = p->ids[i];
        if (pixel.isLit) {
            mind = memory.recall(*p, x, y);
            // Other places on the lamps and other directions in every picture.
            const uint32_t shift = memory.age * 0x9e3779b9u;
            PixelTracer tracer(*self, pixel, Pattern{morton(uint32_t(x), uint32_t(y)) + shift});
            const bool isTurn = memory.isTurn(x, y), isSharp = !sharesReflections(pixel.surface.roughness);
            const bool gathers = memory.remembers() ? isTurn || mind.indirect[indirectCount] == 0 : isBlack(x, y);
            const bool reflects = isSharp || gathers;
            vec3 glint(0.0f);
            traceLamps(tracer, mind, isTurn || mind.visibility[visibilityCount] == 0, reflects ? &glint : nullptr);
            if (gathers || reflects || mind.indirect[indirectCount] == 0) traceAround(tracer, mind, gathers, reflects, isSharp, glint);
            // The sun is asked every time, in the same way: its shadows don't flicker.
            tracer.pattern = Pattern{morton(uint32_t(x), uint32_t(y))};
            mind.visibility[0] = tracer.sunVisibility(*p, 1, 1);
        }
        memory.now.visibility[i] = mind.visibility;
        memory.now.gloss[i] = mind.gloss;
        memory.now.indirect[i] = mind.indirect;
    }

    float longest(bool isDisturbed) const { return p->isAgain ? wholeMemory : isDisturbed ? shortMemory : longestMemory; }

    void traceLamps(const PixelTracer &tracer, Remembered &mind, bool all, vec3 *glint) const {
        all = all || glint;
        if (!all && !disturbance.lamps) return;
        const auto &lamps = self->lights.area;
        const float sharing = float(std::max(1, int(lamps.size()) - lightLanes + 1));
        // Where something moves in a lamp's light only what is seen now counts; those that share a lane are asked together.
        const uint32_t shared = ~0u << (lightLanes - 1), disturbed = disturbance.lamps & shared ? disturbance.lamps | shared : disturbance.lamps;
        f8 seen = {};
        for (size_t k = 0; k < lamps.size(); k++) {
            const int lane = std::min(int(k) + 1, lightLanes);
            if (all || disturbed >> std::min(k, size_t(31)) & 1)
                seen[lane] += tracer.lampVisibility(lamps[k], uint32_t(10 + k), lampRays, glint) / (lane == lightLanes ? sharing : 1.0f);
        }
        if (all) mind.visibility = joined(mind.visibility, seen, visibilityCount, longest(disturbance.fading));
        for (int lane = 1; lane <= lightLanes; lane++) if (disturbed >> (lane - 1) & 1) mind.visibility[lane] = seen[lane];
        if (disturbed) mind.visibility[visibilityCount] = 1;
    }

    // Gathered light, sunlit patches and reflections.
    void traceAround(const PixelTracer &tracer, Remembered &mind, bool gathers, bool reflects, bool isSharp, vec3 glint) const {
        const Pixel &pixel = tracer.pixel;
        Harmonics around, ofSun;
        self->field.interpolate(pixel.point, pixel.normal, pixel.towardsEye, self->lights.sky, around, &ofSun);
        const vec3 fromProbes = around.radiance(pixel.normal * (2.0f * pixel.nov) - pixel.towardsEye, pixel.surface.roughness);
        around = around.without(ofSun);
        if (gathers) {
            const PixelTracer::Gathered g = tracer.gathered(tracer.origin, pixel.normal, tracer.pattern, around, 0, true);
            const vec3 sun = tracer.sunPatchIrradiance();
            mind.indirect = joined(mind.indirect, f8{g.radiance.x, g.radiance.y, g.radiance.z, g.openness, sun.x, sun.y, sun.z, 0}, indirectCount, longest(disturbance.isNear));
        } else if (mind.indirect[indirectCount] == 0) {
            const vec3 mean = around.cosineMean(pixel.normal), sun = ofSun.cosineMean(pixel.normal);
            mind.indirect = f8{mean.x, mean.y, mean.z, 1, sun.x, sun.y, sun.z, 0};
        }
        if (!reflects && mind.gloss[glossCount] > 0) return;
        vec3 mirrored(0.0f);
        if (reflects) tracer.reflect(mirrored, glint);
        const float share = reflects ? tracedShare(pixel.surface.roughness) : 0;
        // The lobe's albedo is taken out before filtering.
        const vec3 envelope = specularAlbedo()(pixel.surface, pixel.nov);
        mirrored = divide(mirrored, envelope) * share + fromProbes * (1 - share);
        glint = divide(glint, envelope);
        const f8 gloss = {mirrored.x, mirrored.y, mirrored.z, 0, glint.x, glint.y, glint.z, 0};
        // Sharp reflections move by themselves: they are traced every time.
        mind.gloss = reflects ? joined(isSharp && !p->isAgain ? f8{} : mind.gloss, gloss, glossCount, longest(disturbance.isNear)) : gloss;
    }
};
}

void vnPictureBegin(VnIllumination *self, const VnPicture *p) {
    const size_t count = size_t(p->width) * p->height;
    self->memory.begin(*p, self->scene, self->lights);
    for (int i = 0; i < 2; i++) {
        self->visibility[i].resize(count);
        self->gloss[i].resize(count);
        self->indirect[i].resize(count);
    }
}

void vnPictureTrace(VnIllumination *self, const VnPicture *p, int32_t fromRow, int32_t toRow) {
    constexpr int stretch = 16;
    PictureMemory &memory = self->memory;
    for (int y = fromRow; y < toRow; y++) {
        for (int from = 0; from < p->width; from += stretch) {
            const int to = std::min(p->width, from + stretch);
            for (int x = from; x < to && !memory.movers.empty(); x++) {
                const Pixel pixel = read(*p, x, y);
                memory.now.point[y * p->width + x] = pack(pixel.point, pixel.isLit);
            }
            const Disturbance disturbance = memory.disturbance(self->lights, y * p->width + from, y * p->width + to);
            for (int x = from; x < to; x++) PixelPass{self, p, x, y, disturbance}.trace();
        }
    }
}

// Where neighbours disagree about a small light, it gets more rays: shadows' edges are few pixels and much seen.
void vnPictureRefine(VnIllumination *self, const VnPicture *p, int32_t fromRow, int32_t toRow) {
    const Lights &lights = self->lights;
    for (int y = fromRow; y < toRow; y++) {
        for (int x = 0; x < p->width; x++) {
            const int i = y * p->width + x;
            const auto &seen = self->memory.now.visibility;
            f8 visibility = seen[i];
            if (self->memory.now.point[i][3] > 0) {
                f8 least = visibility, most = visibility;
                for (int v = std::max(0, y - refineReach); v <= std::min(p->height - 1, y + refineReach); v++) {
                    for (int u = std::max(0, x - refineReach); u <= std::min(p->width - 1, x + refineReach); u++) {
                        const int j = v * p->width + u;
                        if (self->memory.now.point[j][3] == 0) continue;
                        least = __builtin_elementwise_min(least, seen[j]);
                        most = __builtin_elementwise_max(most, seen[j]);
                    }
                }
                const f8 range = most - least;
                // Later pictures bring more rays for lamps by themselves.
                const bool asksLamps = visibility[visibilityCount] < 1.5f;
                if (range[0] <= 0 && !asksLamps) { self->visibility[0][i] = visibility; continue; }
                PixelTracer tracer(*self, read(*p, x, y), Pattern{morton(uint32_t(x), uint32_t(y))});
                if (range[0] > 0) visibility[0] = tracer.sunVisibility(*p, 300, penumbraRays);
                for (int k = 0; asksLamps && k < int(lights.area.size()) && k < lightLanes - 1; k++) {
                    if (!lights.area[k].isSphere || range[1 + k] <= 0) continue;
                    float more = tracer.lampVisibility(lights.area[k], uint32_t(310 + k), lampPenumbraRays, nullptr);
                    visibility[1 + k] = (lampRays * visibility[1 + k] + lampPenumbraRays * more) / (lampRays + lampPenumbraRays);
                    visibility[visibilityCount] = 1.0f + float(lampPenumbraRays) / lampRays;
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
    // B-splines of fourth and second order: pixels that have gathered for a while need less help.
    constexpr float wide[3] = {0.375f, 0.25f, 0.0625f}, narrow[3] = {0.5f, 0.25f, 0.0f};
    constexpr float settledCount = 3.5f;
    // Small lights keep their shadows' edges; windows' are soft.
    f8 visibilityShare = f8{} + (pass == 0 ? 1.0f : 0.4f);
    visibilityShare[0] = pass == 0 ? 0.03f : 0.0f;
    for (int k = 0; k < int(self->lights.area.size()) && k < lightLanes - 1; k++) if (self->lights.area[k].isSphere) visibilityShare[1 + k] = pass == 0 ? 0.15f : 0.05f;
    const int width = p->width, height = p->height;
    PixelMemory &now = self->memory.now;
    const f4 *points = now.point.data(), *normals = now.normal.data();
    const f8 *visibilities = self->visibility[from].data();
    const f8 *glosses = pass == 0 ? now.gloss.data() : self->gloss[from].data(), *indirects = pass == 0 ? now.indirect.data() : self->indirect[from].data();
    for (int x = 0; x < width; x++) {
        const int i = y * width + x;
        f4 point = points[i], normal = normals[i];
        // What was refined is worth remembering.
        if (pass == 0) now.visibility[i] = visibilities[i];
        f8 visibility = visibilities[i], gloss = glosses[i], indirect = indirects[i];
        if (point[3] > 0) {
            const float roughness = p->roughness[i], scale = 1.0f / (0.003f + 0.7f * step * normal[3] / p->focalLengthInPixels);
            const float blur = smoothstep(pass == 0 ? 0.04f : pass == 1 ? 0.15f : 0.3f, pass == 0 ? 0.2f : pass == 1 ? 0.4f : 0.6f, roughness);
            const bool isWide = pass < 2 && now.indirect[i][indirectCount] < settledCount;
            const int reach = isWide ? 2 : 1;
            const float *kernel = isWide ? wide : narrow, own = kernel[0] * kernel[0], openness = indirect[3];
            auto indirectShare = [&](int j) { return pass > 0 ? 1.0f : max(stopgap, indirects[j][indirectCount]); };
            auto glossShare = [&](int j) { return pass > 0 ? 1.0f : max(stopgap, glosses[j][glossCount]); };
            f8 visibilityWeight = own + f8{};
            float indirectWeight = own * indirectShare(i), glossWeight = own * glossShare(i);
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
                    const float share = w * alike * indirectShare(j);
                    indirect += indirects[j] * share;
                    indirectWeight += share;
                    if (pass < 3 && blur > 0) {
                        float share = w * blur * max(0.0f, 1.0f - 4.0f * std::fabs(p->roughness[j] - roughness)) * glossShare(j);
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
