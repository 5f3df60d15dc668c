// Light falls on the finest meshes. From the surface of a coarser one, which lies up to half a pixel deeper, rays would start in the shade of the
// very thing that they are to light. And a small part of another colour, such as a number plate, is nowhere on it.
// And what turns there and back within a few pixels is lit as it is in the mean: by one normal a pixel ribs are rows of dots.
#include "PixelTracer.h"

namespace {
constexpr int together = 8;

// Pixels of a row whose bodies have finer meshes than may be drawn.
struct Few {
    const VnIllumination *self;
    const VnPicture &p;
    const VnSurfaces &surfaces;
    int count = 0, pixels[together] = {};
    vec3 directions[together] = {};
    float perDepth[together] = {};

    void add(int x, int y) {
        const vec3 ray = rayThrough(p, x + 0.5f, y + 0.5f);
        pixels[count] = y * p.width + x;
        perDepth[count] = length(ray);
        directions[count] = ray / perDepth[count];
        if (++count == together) find();
    }
    void find() {
        if (count == 0) return;
        for (int k = count; k < together; k++) directions[k] = directions[0];
        Hit hits[together];
        self->scene.trace8(xyz(p.eye), directions, hits);
        for (int k = 0; k < count; k++) {
            const int i = pixels[k];
            if (uint32_t(hits[k].body + 1) != p.ids[i]) continue;
            surfaces.depth[i] = hits[k].distance / perDepth[k];
            // Other bodies' pixels have relief in their normals.
            const LitBody &body = self->scene.bodies[hits[k].body];
            if (body.triangleSurfaces.empty()) continue;
            set(surfaces.normal, i, self->scene.smoothNormal(hits[k]));
            const float *base = surfaces.baseColour + 3 * i;
            if (!body.isForeign(hits[k].triangle, vec3(base[0], base[1], base[2]))) continue;
            const Surface &s = body.triangleSurfaces[hits[k].triangle];
            set(surfaces.baseColour, i, s.base);
            if (!surfaces.spread) continue;
            surfaces.roughness[i] = surfaces.spread[i] = s.roughness;
            surfaces.metallic[i] = s.metallic;
        }
        count = 0;
    }
    static void set(float *plane, int i, vec3 v) { plane[3 * i] = v.x; plane[3 * i + 1] = v.y; plane[3 * i + 2] = v.z; }
};

// Pixels of a row within which normals turn there and back.
struct Rounded {
    static constexpr int looks = 4, atOnce = together / looks;
    static constexpr float least = 0.03f, most = 1; // squares of what normals turn by from pixel to pixel, in radians; edges, which turn further, are looked at as such
    const VnIllumination *self;
    const VnPicture &p;
    const VnSurfaces &surfaces;
    int count = 0, pixels[atOnce] = {};
    vec3 directions[together] = {};

    bool isAt(int x, int y) const {
        const int i = y * p.width + x;
        if (p.ids[i] == 0) return false;
        const LitBody &body = self->scene.bodies[p.ids[i] - 1];
        // Relief turns normals too, and knows what it does so within a pixel.
        if (body.emits || (body.triangleSurfaces.empty() && body.material.form.w > 0)) return false;
        return (x > 0 && x + 1 < p.width && turnsBack(i, 1)) || (y > 0 && y + 1 < p.height && turnsBack(i, p.width));
    }
    // From one side to the other normals turn there and back again: finer than pixels can show.
    bool turnsBack(int i, int step) const {
        if (p.ids[i - step] != p.ids[i] || p.ids[i + step] != p.ids[i]) return false;
        const vec3 own = normal(i), there = own - normal(i - step), back = normal(i + step) - own;
        return dot(there, back) < 0 && min(dot(there, there), dot(back, back)) > least && max(dot(there, there), dot(back, back)) < most;
    }
    vec3 normal(int i) const { return vec3(p.normal[3 * i], p.normal[3 * i + 1], p.normal[3 * i + 2]); }
    void add(int x, int y) {
        constexpr float places[looks][2] = {{-0.125f, -0.375f}, {0.375f, -0.125f}, {0.125f, 0.375f}, {-0.375f, 0.125f}};
        for (int k = 0; k < looks; k++) directions[looks * count + k] = normalize(rayThrough(p, x + 0.5f + places[k][0], y + 0.5f + places[k][1]));
        pixels[count] = y * p.width + x;
        if (++count == atOnce) find();
    }
    void find() {
        if (count == 0) return;
        for (int k = looks * count; k < together; k++) directions[k] = directions[0];
        Hit hits[together];
        self->scene.trace8(xyz(p.eye), directions, hits);
        for (int n = 0; n < count; n++) {
            const int i = pixels[n];
            vec3 sum(0.0f);
            int found = 0;
            for (int k = looks * n; k < looks * (n + 1); k++) {
                if (uint32_t(hits[k].body + 1) != p.ids[i]) continue;
                sum += self->scene.smoothNormal(hits[k]);
                found++;
            }
            const float alike = length(sum);
            if (found < 2 || alike < 0.5f * found) continue;
            Few::set(surfaces.normal, i, sum / alike);
            // As much wider as normals are spread.
            float &spread = surfaces.spread[i];
            if (!isMirror(spread)) spread = min(1.0f, sqrt(sqrt(square(square(spread)) + 2 * (1 - alike / found))));
        }
        count = 0;
    }
};
}

void vnPictureSurfaces(const VnIllumination *self, const VnPicture *p, const VnSurfaces *surfaces, int32_t fromRow, int32_t toRow) {
    Few few{self, *p, *surfaces};
    Rounded rounded{self, *p, *surfaces};
    for (int y = fromRow; y < toRow; y++) {
        const uint32_t *ids = p->ids + size_t(y) * p->width;
        for (int x = 0; x < p->width; x++)
            if (ids[x] != 0 && surfaces->isCoarse[ids[x] - 1] && self->scene.bodies[ids[x] - 1].hasLevels) few.add(x, y);
        few.find();
        if (!surfaces->spread) continue;
        for (int x = 0; x < p->width; x++) if (rounded.isAt(x, y)) rounded.add(x, y);
        rounded.find();
    }
}
