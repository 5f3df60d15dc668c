// The world as rays see it.
#pragma once
#include <embree3/rtcore.h>
#include <vector>
#include "Brdf.h"
#include "CLight.h"
#include "Slender.h"

typedef float f4 __attribute__((vector_size(16)));
typedef float f8 __attribute__((vector_size(32)));
static inline f4 pack(vec3 v, float w = 0.0f) { return f4{v.x, v.y, v.z, w}; }
static inline vec3 unpack(f4 v) { return vec3(v[0], v[1], v[2]); }
static inline vec3 xyz(VnFloat4 v) { return vec3(v.x, v.y, v.z); }

struct Transform {
    vec3 x = vec3(1, 0, 0), y = vec3(0, 1, 0), z = vec3(0, 0, 1), origin;
    vec3 direction(vec3 v) const { return x * v.x + y * v.y + z * v.z; }
    vec3 point(vec3 p) const { return direction(p) + origin; }
    vec3 inversePoint(vec3 p) const { vec3 d = p - origin; return vec3(dot(d, x), dot(d, y), dot(d, z)); }
    bool operator==(const Transform &o) const;
};

// Where a texture has holes.
struct CutOut {
    std::vector<uint8_t> solid;
    int width, height;
    bool isSolid(float u, float v) const;
};

struct LitBody {
    std::vector<vec3> positions, normals;
    std::vector<uint32_t> indices;
    Material material;
    std::vector<Surface> triangleSurfaces; // empty: the material's
    std::vector<vec3> triangleRanges; // of their base colours, to either side
    std::vector<int32_t> triangleHoles; // one of `cutOuts`, or -1
    std::vector<float> textureCoordinates;
    std::vector<CutOut> cutOuts;
    std::vector<Slender> slenderParts;
    bool emits, isStatic, hasLevels;
    Transform worldFromBody;
    RTCScene scene = nullptr; // its own triangles, for moving bodies
    int light = -1;
    float radius = 0; // of the sphere around it, about its origin

    // At a place of a triangle: rays go through holes in textures.
    bool isSolid(uint32_t triangle, float u, float v) const;
    // Can't be this triangle's, but another part's.
    bool isForeign(uint32_t triangle, vec3 baseColour) const;
    static bool isFar(vec3 colour, vec3 other, vec3 range);
    // Of a channel, or of eight places at once.
    template <class Value> static auto isApart(Value a, float b, float range) { return (0.9f * a - b > 0.02f + range) | (0.9f * b - a > 0.02f + range); }
};

struct Hit {
    float distance;
    int body; // -1: left the world
    uint32_t triangle;
    float u, v;
    vec3 faceNormal; // unit, out of the body; of bodies with two sides towards the ray
    bool isTurned;   // the ray met the back of a side
};

// A point on a body that can be lit.
struct HitSurface {
    vec3 point, normal, faceNormal; // normals face the ray
    Surface surface;
    bool fromBehind;
};

// Up to sixteen of neighbours in much the same direction, to be asked at once.
struct ShadowRays {
    static constexpr int most = 16;
    int count = 0;
    vec3 origins[most], directions[most];
    float from[most];
    void add(vec3 origin, vec3 direction, float nearest) { origins[count] = origin; directions[count] = direction; from[count++] = nearest; }
};

struct Scene {
    std::vector<LitBody> bodies;

    bool open();
    void add(const VnLitBody &body);
    ~Scene();
    void place(const VnMatrix4 *worldFromBody);
    Hit trace(vec3 origin, vec3 direction) const;
    // Eight at once, from one place in much the same direction: half the price.
    void trace8(vec3 origin, const vec3 *directions, Hit *hits) const;
    // Emitting bodies let it through; so does what is nearer than `from`.
    bool blocked(vec3 origin, vec3 direction, float distance, float from = 0) const;
    // A bit for each that isn't, however far it goes.
    uint32_t unblocked(const ShadowRays &rays) const;
    // Out of the body, or towards the ray where both sides show; world space.
    vec3 smoothNormal(const Hit &hit) const;
    HitSurface surface(const Hit &hit, vec3 origin, vec3 direction) const;

private:
    RTCDevice device = nullptr;
    RTCScene top = nullptr, statics = nullptr;
    std::vector<RTCGeometry> instances;
    std::vector<int> bodyOfInstance;
    bool placedBefore = false;
    Hit found(vec3 direction, float distance, unsigned geometry, unsigned instance, unsigned triangle, float u, float v, vec3 normal) const;
    RTCGeometry triangles(const LitBody &body, const Transform &transform) const;
    void buildStatics();
};
