// Everything behind the C handle.
#pragma once
#include "Field.h"
#include "Memory.h"
#include <map>

struct VnIllumination {
    Scene scene;
    Lights lights;
    std::vector<BrightPatch> patches;
    // Of each light, what its patches were found from and which they are: as long as nothing moves near it they stay.
    struct KeptPatches {
        std::vector<float> from;
        std::vector<BrightPatch> patches;
    };
    std::vector<KeptPatches> keptPatches;
    Field field;

    PictureMemory memory; // of the camera in work
    std::map<int32_t, PictureMemory> memories; // of the others
    int32_t camera = 0;
    // Per cell of the picture in work: what its filters pass on to each other, and what is known of the sun there and around; see PixelTracer.h.
    std::vector<f8> visibility[2], gloss[2], indirect[2];
    std::vector<uint8_t> sunSeen, sunAround;
    std::vector<float> sun[vnSunPassCount]; // per pixel: how much of it arrives; below 0 where there is nothing to light

    void findPatches();
    bool sunReaches(vec3 point, vec3 normal, bool throughWindowsToo) const;
    // Diffuse and specular reflectance as one Lambertian.
    static vec3 bounceAlbedo(const HitSurface &hit, vec3 direction);
    // From lamps that aren't near and windows, and from the sun where it doesn't come through a window, lux: the rest is that of patches.
    vec3 directIrradiance(const HitSurface &hit, Pattern pattern) const;
    // The same, of all of them and with less noise, for what is seen sharply.
    vec3 clearDirectIrradiance(const HitSurface &hit, Pattern pattern, bool isSharp) const;
    void traceProbe(int probe);
    void solveProbe(int probe);

private:
    void findSunPatches(const AreaLight &window);
    void findLampPatches(const AreaLight &lamp);
    // All that a light's patches depend on, in numbers.
    std::vector<float> patchSource(const AreaLight &light) const;
    void bounceAmong(size_t first);
    void findWaysOut(BrightPatch &patch) const;
    void addPatch(const HitSurface &surface, vec3 towardsLight, vec3 arriving, float areaAcross);
};
