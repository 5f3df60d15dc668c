#pragma once
#include "../../../Shaders/Types/ShaderTypes.h"
#include <stdbool.h>
#ifdef __cplusplus
extern "C" {
#endif

// Light transport over Embree. World space in metres; light in lux and cd/m². One thread changes an illumination at a time;
// the functions that take a range may run on several threads at once, on ranges that don't overlap.
typedef struct VnIllumination VnIllumination;

// A sphere (centre.w: its radius) or a rectangle (centre.w = 0; it emits towards cross(halfU, halfV)).
typedef struct {
    VnFloat4 centre;
    VnFloat4 halfU;
    VnFloat4 halfV;
    VnFloat4 luminance; // xyz: cd/m²
    int32_t body;
} VnLight;

// A texture's places, a byte each: 0 where it is cut out. Rows from the top.
typedef struct {
    const uint8_t *solid;
    int32_t width, height;
} VnCutOut;

typedef struct {
    const float *positions; // 3 a vertex, body space
    const float *normals;   // 3 a vertex
    const uint32_t *indices;
    int32_t vertexCount;
    int32_t triangleCount;
    VnMaterial material;
    // Base colour, roughness, metallic and how far the colour goes to either side, 8 numbers a triangle; null: the material's. Both sides of such a body show.
    const float *triangleSurfaces;
    // Where textures have holes: of each triangle one of `cutOuts`, or -1; texture coordinates, 2 a vertex, v upwards, repeating.
    const int32_t *triangleHoles;
    const float *textureCoordinates;
    const VnCutOut *cutOuts;
    int32_t cutOutCount;
    int32_t emits;  // lets shadow rays through
    int32_t hasLevels; // pictures may show coarser meshes than this one
    int32_t isStatic;
} VnLitBody;

// What a pass over a picture reads and writes; planes have `width` × `height` pixels, rows from the top.
typedef struct {
    int32_t width, height;
    VnFloat4 eye, right, down, forward; // world space
    VnFloat4 projection;       // focal lengths across and down, principal point; pixels
    float focalLengthInPixels; // the mean of both, for widths
    const float *baseColour, *normal, *depth, *roughness, *metallic, *emission;
    const uint32_t *ids;  // bodies' indices plus one
    const float *motion;  // to the picture before, pixels; null: nothing before counts
    int32_t cellEdge;     // 1 or 2: light is looked at by one pixel in so many each way
    int32_t everyCell;    // all look anew, not a share of them
    int32_t isAgain;      // the very picture before, to be looked at longer
    int32_t isEnlarged;   // its pixels are smaller than what lights them: edges take few looks
    int32_t panesMirror;  // what shines and is as smooth as a mirror is one, too
    float *directDiffuse, *directSpecular, *irradiance, *reflection, *occlusion;
} VnPicture;

// Planes of a picture, to be changed.
typedef struct {
    float *depth, *normal, *baseColour, *roughness, *metallic;
    float *spread; // roughness as wide as normals turn within a pixel; as `roughness` at first. Null: it and the last two aren't wanted
    const uint8_t *isCoarse; // of each body: it may have been drawn by a coarser mesh than it has
} VnSurfaces;

// Null where Embree can't be had.
VnIllumination *vnIlluminationCreate(void);
// One after the other, before they are placed; what it points to is copied.
void vnIlluminationAdd(VnIllumination *illumination, const VnLitBody *body);
// Light comes in through a rectangle where nothing is, towards cross(halfU, halfV).
void vnIlluminationOpen(VnIllumination *illumination, const VnLight *rectangle);
void vnIlluminationDestroy(VnIllumination *illumination);
void vnIlluminationPlace(VnIllumination *illumination, const VnMatrix4 *worldFromBody);
void vnIlluminationLight(VnIllumination *illumination, const VnLight *lights, int32_t lightCount, const VnSky *sky);

// The probe field. Tracing probes stores what their rays hit; solving them turns that and the field so far into harmonics,
// which take effect on publishing.
int32_t vnFieldCreate(VnIllumination *illumination, VnFloat4 low, VnFloat4 high, float spacingInMetres, int32_t maximumProbeCount);
void vnFieldTrace(VnIllumination *illumination, int32_t first, int32_t stride, int32_t from, int32_t to);
void vnFieldSolve(VnIllumination *illumination, int32_t first, int32_t stride, int32_t from, int32_t to);
void vnFieldPublish(VnIllumination *illumination, int32_t first, int32_t stride, int32_t count);
void vnFieldClear(VnIllumination *illumination);
// Adds the bounces that more sweeps would bring, from how the last two differ.
void vnFieldExtrapolate(VnIllumination *illumination);
// Irradiance over pi at a surface point, cd/m².
VnFloat4 vnFieldIrradiance(const VnIllumination *illumination, VnFloat4 point, VnFloat4 normal);

// The first surface that a ray meets; body -1: none.
typedef struct {
    float distance;
    int32_t body;
    VnFloat4 normal; // smooth, towards the ray's origin
} VnRayHit;
VnRayHit vnRayCast(const VnIllumination *illumination, VnFloat4 origin, VnFloat4 direction);

// Writes what pixels' rays meet where finer meshes than may have been drawn, and what they see in the mean where normals turn. Needs ids and the raster's normals.
void vnPictureSurfaces(const VnIllumination *illumination, const VnPicture *picture, const VnSurfaces *surfaces, int32_t fromRow, int32_t toRow);
// Pictures from here on are of this camera: each remembers its own.
void vnPictureOf(VnIllumination *illumination, int32_t camera);
// A picture's passes, each finished over all its rows before the next: begin (once), trace, refine, filter 0..<vnFilterPassCount, sun 0..<vnSunPassCount,
// lamps, mirrors 0..<vnMirrorPassCount, resolve 0..<vnResolvePassCount. The rows are those of cells, but for the last two.
// Whether the picture carries on what those before it found; if not, it had better be looked at several times.
int32_t vnPictureBegin(VnIllumination *illumination, const VnPicture *picture);
void vnPictureTrace(VnIllumination *illumination, const VnPicture *picture, int32_t fromRow, int32_t toRow);
void vnPictureRefine(VnIllumination *illumination, const VnPicture *picture, int32_t fromRow, int32_t toRow);
#define vnFilterPassCount 3
void vnPictureFilter(VnIllumination *illumination, const VnPicture *picture, int32_t pass, int32_t fromRow, int32_t toRow);
#define vnSunPassCount 10
void vnPictureSun(VnIllumination *illumination, const VnPicture *picture, int32_t pass, int32_t fromRow, int32_t toRow);
void vnPictureLamps(VnIllumination *illumination, const VnPicture *picture, int32_t fromRow, int32_t toRow);
#define vnMirrorPassCount 2
void vnPictureMirrors(VnIllumination *illumination, const VnPicture *picture, int32_t pass, int32_t fromRow, int32_t toRow);
#define vnResolvePassCount 2
void vnPictureResolve(VnIllumination *illumination, const VnPicture *picture, int32_t pass, int32_t fromRow, int32_t toRow);
// Smooth edges of a picture that was shaded once a pixel; 3 floats a pixel of colour. Needs normal, depth and ids.
void vnPictureSmoothEdges(const VnIllumination *illumination, const VnPicture *picture, const float *colours, float *smoothed, int32_t fromRow,
                          int32_t toRow);

#define vnEnlargementPlaneCount 8
// A small picture, finished, and a large one of the same view, whose surfaces alone are known: ids, depth, normals, base colours, roughness, metallic.
typedef struct {
    VnPicture small, large;
    const float *relief; // the large one's normals with relief, where its own are without
    const bool *showsSky; // by id
    float black; // below this what was painted says little of what it was painted over
    // What is read of the small picture, for `vnEnlargementPixelCount` pixels: vnEnlargementPlaneCount floats, an id, 16 floats (on a boundary of 64 bytes).
    float *around;
    uint32_t *idsAround;
    float *lights;
    float *composite, *painted, *fallback; // of the large picture; null: not wanted
} VnEnlargement;
int64_t vnEnlargementPixelCount(const VnEnlargement *enlargement);
// Of the picture resolved last the light is read first, in rows of the small picture and six more; what was painted and the composite's share in it may be null. Then the large one's rows are written.
void vnEnlargementRead(const VnIllumination *illumination, const VnEnlargement *enlargement, const float *painted, const float *fallback, int32_t fromRow, int32_t toRow);
#define vnEnlargementMoreRows 6
// Then, in the same rows, what was painted beside edges is made to count less.
void vnEnlargementTrust(const VnEnlargement *enlargement, int32_t fromRow, int32_t toRow);
void vnEnlarge(const VnIllumination *illumination, const VnEnlargement *enlargement, int32_t fromRow, int32_t toRow);

#ifdef __cplusplus
}
#endif
