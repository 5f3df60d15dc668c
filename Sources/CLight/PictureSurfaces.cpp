// Light falls on the finest meshes. From the surface of a coarser one, which lies up to half a pixel deeper, rays would start in the shade of the
// very thing that they are to light.
#include "Illumination.h"

namespace {
constexpr int together = 8;

// Pixels of a row whose bodies have finer meshes than may be drawn.
struct Few {
    const VnIllumination *self;
    const VnPicture &p;
    float *depth, *normal;
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
            depth[i] = hits[k].distance / perDepth[k];
            // Other bodies' pixels have relief in their normals.
            if (self->scene.bodies[hits[k].body].triangleSurfaces.empty()) continue;
            const vec3 n = self->scene.smoothNormal(hits[k]);
            normal[3 * i] = n.x; normal[3 * i + 1] = n.y; normal[3 * i + 2] = n.z;
        }
        count = 0;
    }
};
}

void vnPictureSurfaces(const VnIllumination *self, const VnPicture *p, float *depth, float *normal, int32_t fromRow, int32_t toRow) {
    Few few{self, *p, depth, normal};
    for (int y = fromRow; y < toRow; y++) {
        const uint32_t *ids = p->ids + size_t(y) * p->width;
        for (int x = 0; x < p->width; x++)
            if (ids[x] != 0 && self->scene.bodies[ids[x] - 1].hasLevels) few.add(x, y);
        few.find();
    }
}
