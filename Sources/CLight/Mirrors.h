// What mirrors show. They are looked into at every pixel, by one ray; light that what they show has by way of other things is shared with the pixels around
// that show the same.
#pragma once
#include "Scene.h"
#include <vector>

struct VnIllumination;

struct SeenInMirror {
    int shown = -1; // the body that the ray met: lamps too; none: sky
    int body = -1; // the same where it is lit by other things
    vec3 point, normal;
    vec3 irradiance = vec3(0.0f), reflects = vec3(0.0f); // the mirror shows their product
};

struct MirrorPixel {
    int x;
    vec3 mirrored, glint;
    SeenInMirror seen;
    vec3 shared; // of the light that what is seen has by way of other things, as the mirror shows it
};

struct Mirrors {
    std::vector<std::vector<MirrorPixel>> rows; // by x
    void look(const VnIllumination &light, const VnPicture &picture, int y);
    void share(int y);
    // All of it, at a pixel of a mirror; edges of what it shows are smooth.
    void resolve(const VnIllumination &light, const VnPicture &picture, int x, int y, vec3 &mirrored, vec3 &glint) const;

private:
    // Of the pixels around one and itself, those of mirrors.
    template <class Body> void around(int x, int y, int reach, Body body) const;
    const MirrorPixel &at(int x, int y) const;
    static bool showsOther(const MirrorPixel &a, const MirrorPixel &b);
};
