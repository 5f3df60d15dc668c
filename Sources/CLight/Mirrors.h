// What mirrors show. They are looked into at every pixel, by one ray; light that what they show has by way of other things is shared with the pixels around
// that show the same.
#pragma once
#include "Scene.h"
#include <vector>

struct VnIllumination;

struct SeenInMirror {
    int body = -1; // none
    vec3 point, normal;
    vec3 irradiance = vec3(0.0f), reflects = vec3(0.0f); // the mirror shows their product
};

struct MirrorPixel {
    int x;
    vec3 mirrored, glint; // but for what is shared
    SeenInMirror seen;
};

struct Mirrors {
    std::vector<std::vector<MirrorPixel>> rows; // by x
    void look(const VnIllumination &light, const VnPicture &picture, int y);
    // All of it, at a pixel of a mirror.
    void resolve(int x, int y, vec3 &mirrored, vec3 &glint) const;
};
