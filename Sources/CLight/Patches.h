// What lies bright in a room: pieces of it, and which of them to look at from a place.
#pragma once
#include "Lights.h"

// A small bright piece of a body, lit by the sun through a window or by a lamp in its shade: a small lamp of its own, which rays would only hit by luck.
struct BrightPatch {
    vec3 point, normal, towardsLight;
    vec3 arriving, scattered; // lux across the light's way; the luminance but for the specular lobe
    Surface surface;
    float area;
    vec3 across, along; // radii of the disc that it is taken for
    int lamp;           // below 0: the sun
    // From the 32nd on they share the last.
    uint32_t lampBit() const { return lamp >= 0 ? 1u << std::min(lamp, 31) : 0; }
    vec3 luminance(vec3 towards) const;
    // A direction into which such a surface mirrors a light.
    static vec3 mirrored(const Surface &surface, vec3 normal, vec3 towardsLight, float u1, float u2);
    // The mean over the directions into which it sends.
    float meanLuminance() const;

    // How much of what is sent in a direction gets away from what stands around the patch, 0...1, by the direction's place on the disc below the half sphere.
    static constexpr int waysEdge = 8;
    std::array<float, waysEdge * waysEdge> ways;
    float wayOut(vec3 towards) const;
    // How open it is, all in all.
    float wayOut() const;
    // The direction through a cell of `ways`; unit but where the cell lies off the disc.
    vec3 direction(int cell) const;
};

// Those of all lights. They are picked the more often the more light they send, in an order of places, so that one that comes or goes
// changes little: where others were picked there are now their neighbours.
class Patches {
public:
    // Dealt beforehand: of every hand one card out of each of as many equal shares of the light, all of it over all hands, and neighbours well apart.
    static constexpr int handSize = 16, handCount = 256;

    std::vector<BrightPatch> all;

    // After a change of `all`.
    void deal();

    // Of sunlit pieces close by rays that gather light meet enough. Theirs is this share of what arrives from there, the patches' is the rest.
    static constexpr float raysReachInMetres = 0.6f;
    template <class T> static T raysShare(T cosines, T squaredDistance) {
        constexpr float alike = 0.2f; // metres: where a ray straight between them would have half
        const T within = __builtin_elementwise_max(1 - squaredDistance / (raysReachInMetres * raysReachInMetres), T{});
        return within * cosines / (cosines + squaredDistance / (alike * alike));
    }

    struct Picked {
        const BrightPatch *patch;
        float standsFor; // so many patches
    };
    Picked pick(float uniform) const;
    // From a place: out of one hand, by what each would bring there if nothing stood in between. `across` and `along`: where on the discs.
    Picked pick(uint32_t hand, float uniform, vec3 origin, vec3 normal, float across, float along, uint32_t exceptOf, bool besideRays) const;

private:
    struct Eight {
        f8 point[3], normal[3], across[3], along[3];
        f8 power, disc; // for one of a hand; area over pi
        uint32_t lampBit[8];
        int patch[8];
    };
    std::vector<float> upTo; // the share of all that those up to this one are picked with
    std::vector<Eight> hands;

    void sort();
    float standsFor(size_t i) const { return 1 / (upTo[i] - (i > 0 ? upTo[i - 1] : 0)); }
    size_t at(float uniform) const;
};
