// What mirrors show, and what else is as smooth as panes. They are looked into at every pixel: mirrors by one ray, whose light by way of other things is
// shared with the pixels around that show the same; panes by a few, which their neighbours' lobes share.
#pragma once
#include "Scene.h"
#include <vector>

struct VnIllumination;
struct Pixel;
struct PixelTracer;

struct SeenInMirror {
    int shown = -2; // the body that the ray met: lamps too; -1: sky
    int body = -1; // the same where it is lit by other things
    vec3 point, normal;
    // By way of other things, and straight from lights; the mirror shows their sum times what it reflects.
    vec3 irradiance = vec3(0.0f), direct = vec3(0.0f), reflects = vec3(0.0f);
};

struct MirrorPixel {
    int x;
    vec3 mirrored, glint;
    SeenInMirror seen;
    vec3 shared; // what the light on what is seen adds, as the mirror shows it
};

struct Mirrors {
    std::vector<std::vector<MirrorPixel>> rows; // by x
    void look(const VnIllumination &light, const VnPicture &picture, int y);
    void share(int y);
    // The same picture's, larger: `across` and `down` say where a pixel's middle lies in it. False: that isn't the edge of something that a mirror shows.
    bool enlarge(const VnIllumination &light, const VnPicture &large, int x, int y, float across, float down, float scale, vec3 &shown) const;
    // All of it, at a pixel of a mirror or pane; edges of what mirrors show are smooth.
    void resolve(const VnIllumination &light, const VnPicture &picture, const Pixel &pixel, int x, int y, vec3 &mirrored, vec3 &glint) const;

private:
    void resolveMirror(const VnIllumination &light, const VnPicture &picture, const Pixel &pixel, int x, int y, vec3 &mirrored, vec3 &glint) const;
    void resolvePane(const VnIllumination &light, const VnPicture &picture, const Pixel &pixel, int x, int y, vec3 &mirrored, vec3 &glint) const;
    // Of the pixels around one and itself, those of mirrors and panes.
    template <class Body> void around(int x, int y, int reach, Body body) const;
    const MirrorPixel &at(int x, int y) const;
    // Of the pixels around that one which shows what the ray from `start` meets, so many pixels to the right and below. Null: none.
    const MirrorPixel *like(const VnIllumination &light, const PixelTracer &tracer, vec3 start, int x, int y, float right, float below) const;
    static bool showsOther(const MirrorPixel &a, const MirrorPixel &b);
};
