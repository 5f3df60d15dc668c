// Everything behind the C handle.
#pragma once
#include "Field.h"
#include "Memory.h"
#include "Mirrors.h"
#include "Patches.h"
#include <map>

// What a ray has come from stands between a hit nearer than this and much of what probes see from there.
constexpr float nearReachInMetres = 0.3f;
static inline float contactShade(float distance) { return square(min(1.0f, distance / nearReachInMetres)); }

struct VnIllumination {
    Scene scene;
    Lights lights;
    Patches patches;
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
    std::vector<uint8_t> sunSeen, sunAround, isStripFound;
    std::vector<uint8_t> askedAnew; // per cell a bit for each lamp of which it remembers nothing
    std::vector<float> sun[2]; // per pixel: how much of it arrives; below 0 where there is nothing to light. [0]: of the picture resolved what is shown

    Mirrors mirrors; // of the picture in work

    void findPatches();
    enum class SunsWay { open, throughWindow, any };
    bool sunReaches(vec3 point, vec3 normal, SunsWay way) const;
    // Diffuse and specular reflectance as one Lambertian.
    static vec3 bounceAlbedo(const HitSurface &hit, vec3 direction);
    // From lights, the sun and patches, lux. What the sun sends through windows and a lamp to what stands near it rays would find in patches: here it is none.
    vec3 directIrradiance(const HitSurface &hit, Pattern pattern) const;
    // Light that lies somewhere bright in the room, and comes from there, as the hemisphere's cosine-weighted mean.
    // `besideRays`: but for the share that `sunlitSentBack` brings.
    vec3 patchIrradiance(vec3 origin, vec3 normal, Pattern pattern, bool besideRays) const;
    // What a gathering ray met close by, in the sun behind a window: the ray's share.
    vec3 sunlitSentBack(const Hit &hit, vec3 origin, vec3 normal, vec3 direction) const;
    // From lights and the sun, all of it and with less noise, for what is seen sharply.
    vec3 clearDirectIrradiance(const HitSurface &hit, Pattern pattern, bool isSharp) const;
    // Along one ray.
    Field::Found look(vec3 origin, vec3 direction, Pattern pattern, HitSurface &surface) const;
    void traceProbe(int probe);
    void solveProbe(int probe);

private:
    Field::Further *furtherOf(int probe, int ray); // null: that ray has none
    vec3 arriving(const Field::Found &ray, vec3 direction, const Field::Further *further) const;
    void findSunPatches(const AreaLight &window);
    void findLampPatches(int number);
    void findWindowPatches(int number);
    void findReaches();
    // What light paths leave in a cell around a lamp.
    struct Deposit {
        vec3 point, normal, sent = vec3(0.0f);
        float area, most = 0;
    };
    using Deposits = std::map<std::array<int, 5>, Deposit>;
    void addPatches(const Deposits &deposits, int number);
    static void deposit(const HitSurface &surface, vec3 sent, float distance, float nearest, Deposits &deposits);
    void followPaths(const AreaLight &lamp, const HitSurface &start, vec3 towardsLight, vec3 arriving, int ray, Deposits &deposits) const;
    // All that a light's patches depend on, in numbers.
    std::vector<float> patchSource(const AreaLight &light, bool ofSun) const;
    void findWaysOut(BrightPatch &patch) const;
    void addPatch(const HitSurface &surface, vec3 towardsLight, vec3 arriving, float areaAcross, int lamp);
};
