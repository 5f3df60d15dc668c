// Light falls on the finest meshes. From the surface of a coarser one, which lies up to half a pixel deeper, rays would start in the shade of the
// very thing that they are to light. And a small part of another colour, such as a number plate, is nowhere on it.
#include "Illumination.h"

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
            surfaces.roughness[i] = s.roughness;
            surfaces.metallic[i] = s.metallic;
        }
        count = 0;
    }
    static void set(float *plane, int i, vec3 v) { plane[3 * i] = v.x; plane[3 * i + 1] = v.y; plane[3 * i + 2] = v.z; }
};
}

void vnPictureSurfaces(const VnIllumination *self, const VnPicture *p, const VnSurfaces *surfaces, int32_t fromRow, int32_t toRow) {
    Few few{self, *p, *surfaces};
    for (int y = fromRow; y < toRow; y++) {
        const uint32_t *ids = p->ids + size_t(y) * p->width;
        for (int x = 0; x < p->width; x++)
            if (ids[x] != 0 && surfaces->isCoarse[ids[x] - 1] && self->scene.bodies[ids[x] - 1].hasLevels) few.add(x, y);
        few.find();
    }
}
