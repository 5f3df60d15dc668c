// A grid of probes: radiance as second-order harmonics, and how far each sees.
#pragma once
#include "Lights.h"

struct Field {
    static constexpr int rayCount = 256, mapSize = 16, mapStride = mapSize + 2;

    // What a ray found: it sends back `albedo` × irradiance/π of the field there, plus `light`.
    struct Found {
        vec3 point, normal, albedo, light;
        float distance;
        bool fromBehind, lit;
    };
    // What was found from there; one ray in so many goes on.
    struct Further : Found {
        vec3 direction;
    };
    static constexpr int furtherStride = 4;

    int nx = 0, ny = 0, nz = 0;
    vec3 low, high, spacing;
    float smallestSpacing = 1, farthest = 1;
    std::vector<Harmonics> harmonics, solved, previous, ofPatches;
    std::vector<float> visibility; // mean and mean square distance, mapStride² a probe
    std::vector<uint8_t> alive;
    std::vector<Found> rays;
    std::vector<Further> further;

    int count() const { return nx * ny * nz; }
    vec3 position(int probe) const;
    void create(vec3 low, vec3 high, float spacing, int maximumCount);
    // At a surface point, seen from the side of `towardsViewer`, without the light that comes straight from patches, which `patches` gets.
    void interpolate(vec3 point, vec3 normal, vec3 towardsViewer, const Sky &sky, Harmonics &out, Harmonics *patches = nullptr) const;
    // What the brightest of the 216 probes around sees on average, whether or not it sees the place.
    float brightestAround(vec3 place) const;

    std::vector<vec3> directions;
    std::vector<float> basis; // harmonicCount a direction
    struct Tap { uint16_t direction; float weight; };
    std::vector<std::vector<Tap>> taps; // of each cell of the visibility map
private:
    // Of eight probes: the lowest, and how far from it towards the others.
    struct Cell {
        int first[3];
        float fraction[3];
    };
    Cell around(vec3 place) const;
    int number(const Cell &cell, int corner) const {
        return ((cell.first[0] + (corner & 1)) * ny + cell.first[1] + (corner >> 1 & 1)) * nz + cell.first[2] + (corner >> 2);
    }
    void makeDirections();
};
