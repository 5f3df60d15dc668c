// Parts of bodies that are so thin that, from afar, they fall between the pixels' middles: cords, handles, ledges, bars.
#pragma once
#include "CLight.h"
#include "material_functions.h"
#include <vector>

struct Transform;

// In a body's coordinates: a box around it, its axes' halves from the longest on.
struct Slender {
    vec3 middle, halves[3];
};

// Of what hangs together in a mesh whatever is much longer than it is thin.
std::vector<Slender> slenderParts(const std::vector<vec3> &positions, const std::vector<uint32_t> &indices);

// As a picture shows one: the pixels of each row or column that it passes.
struct SlenderTrace {
    bool isFlat; // passes more columns than rows
    float from, to; // along, in pixels
    float start, slope; // across, at 0
    float widthAtOneMetre; // across
    float inverseDepth, inverseDepthSlope;

    // False where no pixel could miss it, or none sees it.
    bool set(const VnPicture &p, const Transform &worldFromBody, const Slender &part);
};
