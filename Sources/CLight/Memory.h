// What pictures gathered so far, cell by cell, for the pictures after them.
#pragma once
#include "Cells.h"

// Lanes that count samples.
constexpr int visibilityCount = 7, glossCount = 3, indirectCount = 7;
constexpr int glossBeyond = 7; // how far away what is reflected lies
// Lanes of `visibility`: one a lamp; from the last lane on they share it.
constexpr int lampLanes = visibilityCount;
static inline int lampLane(size_t lamp) { return int(std::min(lamp, size_t(lampLanes - 1))); }

// By lanes, 1 each; neither in a lane that is shared.
struct LampKinds {
    f8 small = {}, wide = {};
    LampKinds() = default;
    explicit LampKinds(const Lights &lights) {
        for (size_t k = 0; k < lights.area.size() && k < lampLanes - 1; k++) (lights.area[k].isSmall() ? small : wide)[k] = 1;
    }
    bool isAnySmall() const { return isAny(small); }

private:
    static bool isAny(f8 kind) {
        for (int k = 0; k < lampLanes; k++) if (kind[k] > 0) return true;
        return false;
    }
};

// What a cell knows of the sun, a bit each.
enum SunSeen : uint8_t { unlit = 1, turnedAway = 2, shaded = 4, sunlit = 8 };
constexpr uint32_t sunPeriod = 8; // pictures

// Half of the cells, like a chessboard's black squares.
static inline bool isBlack(int column, int row) { return ((column + row) & 1) == 0; }

struct CellMemory {
    std::vector<f4> point, normal; // of the cells' pixels; w: it is lit; depth
    std::vector<uint32_t> ids;
    std::vector<f8> visibility, gloss, indirect;
    std::vector<float> clear;
    std::vector<f4> shadowAt; // the mean of the places where `visibility` was seen; the share of the lights' rays that met something close by
    std::vector<uint8_t> sun;
    void resize(size_t count);
};

// What a cell finds of itself in the picture before; counts of 0: nothing.
struct Remembered {
    f8 visibility = {}, gloss = {}, indirect = {};
    uint8_t sun = 0; // what was seen of it (`SunSeen`) lately, and in the high half what was before that
    float clear = 1; // how little of `gloss` and `indirect` was mixed with what cells around know, on their way through pictures
    f4 shadowAt = {};
};

// A pixel of whose surface no cell knows: what it found for itself.
struct AlonePixel {
    int x;
    uint32_t id;
    vec3 point, normal;
    Remembered mind;
};
using AloneRows = std::vector<std::vector<AlonePixel>>; // by x

// A pixel where cells don't agree about a lamp: how much of it arrives, below 0 where they do; and by how many rays.
struct LampEdgePixel {
    int x;
    uint32_t id;
    vec3 seenAt; // the mean of the places where it was seen
    f8 visibility;
};
using LampEdgeRows = std::vector<std::vector<LampEdgePixel>>; // by x

// Of each pixel how much of the sun arrives by each quarter of its rays; below 0 where there is nothing to light.
struct SunMemory {
    std::vector<f4> quarters;
    std::vector<float> depth;
    std::vector<uint32_t> ids;
    void resize(size_t count);
};

// A body that has moved since the picture before: where it was and is.
struct Mover {
    vec3 centre[2];
    float radius;
};

// What the movers may have changed within a box.
struct Disturbance {
    uint32_t lamps = 0; // a bit each: much of its light
    uint32_t fading = 0; // a little of it
    bool isNear = false, isAround = false; // much of what comes by way of other things; some of it
    bool isByMovers = false;               // and that by something that moves right there
    bool sun = false;
    bool isAny() const { return lamps || fading || isNear; }
};

struct PictureMemory {
    CellMemory now, before;
    AloneRows alone, aloneBefore;
    LampEdgeRows lampEdges, lampEdgesBefore;
    SunMemory sun, sunBefore;
    Cells cells;
    uint32_t age = 0; // pictures since the start or a cut
    std::vector<uint32_t> looks; // how often each cell has gathered since
    std::vector<Mover> movers;
    std::vector<bool> hasMoved; // by body
    uint32_t movedLamps = 0; // a bit each; from the 32nd on they share the last

    // `remembers`: this picture follows the one before.
    void begin(const VnPicture &picture, const Scene &scene, const Lights &lights);
    bool remembers() const { return age > 0; }
    // A quarter of the cells, another one every picture; where nothing changes half of those that know much, and two quarters as long as they don't and the
    // eye stands; all of them after a cut.
    bool isTurn(int column, int row, float known, bool isQuiet) const;
    Remembered recall(const VnPicture &picture, vec3 point, vec3 normal, int x, int y) const;
    // Where no cell knew of it either.
    Remembered recallAlone(const VnPicture &picture, vec3 point, vec3 normal, int x, int y) const;
    bool isFirst() const { return !knowsPixels; }
    bool isMoving(uint32_t id) const { return hasMoved[id - 1]; }
    // The sun's quarters where a pixel's place was in the picture before; null: not seen there, or moving.
    const f4 *recallSun(const VnPicture &picture, vec3 point, float tolerance, int pixel) const;
    // What a pixel's place knew of lamps' edges in the picture before; null: nothing, or it moves.
    const LampEdgePixel *recallLampEdge(const VnPicture &picture, int x, int y) const;
    uint8_t sunLately(int cell) const { return (now.sun[cell] | now.sun[cell] >> 4) & 15; }
    // A strip of sunlight in the shade lies in the cell.
    bool isStrip(int column, int row) const;
    Disturbance disturbance(const Lights &lights, vec3 low, vec3 high) const;

private:
    vec3 eye, eyeBefore, forward, forwardBefore;
    bool looksEverywhere = false, knowsPixels = false, stands = false;
    bool isMoved = false; // much of the light
    std::vector<Transform> places;
    Lights lightsBefore;
    LampKinds lamps;
    // Seen from elsewhere a place reflects something else, and other pixels share its shadows: whether anything of it is worth keeping, and how much of its gloss.
    struct Kept { bool isAny; float gloss; };
    Kept kept(vec3 point, float roughness) const;
};
