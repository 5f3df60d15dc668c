#include "Memory.h"

void CellMemory::resize(size_t count) {
    point.resize(count);
    normal.resize(count);
    ids.resize(count);
    visibility.resize(count);
    gloss.resize(count);
    indirect.resize(count);
    clear.resize(count);
    shadowAt.resize(count);
    sun.resize(count);
}

void SunMemory::resize(size_t count) {
    quarters.resize(count);
    depth.resize(count);
    ids.resize(count);
}

namespace {
bool same(vec3 a, vec3 b) { return a.x == b.x && a.y == b.y && a.z == b.z; }

// Wherever lamps stand.
bool same(const Lights &a, const Lights &b) {
    if (a.area.size() != b.area.size() || !same(a.directionToSun, b.directionToSun) || !same(a.sunIlluminance, b.sunIlluminance) || !same(a.skyLuminance, b.skyLuminance)) return false;
    for (size_t k = 0; k < a.area.size(); k++)
        if (!same(a.area[k].luminance, b.area[k].luminance) || a.area[k].radius != b.area[k].radius) return false;
    return true;
}

// Bodies that come to rest tremble.
constexpr float trembling = 0.0007f;
float apart(vec3 a, vec3 b) { return length(a - b); }
bool moves(const Transform &from, const Transform &to, float radius) {
    return apart(from.origin, to.origin) + radius * (apart(from.x, to.x) + apart(from.y, to.y) + apart(from.z, to.z)) > trembling;
}
bool moves(const AreaLight &from, const AreaLight &to) {
    return apart(from.centre, to.centre) + apart(from.halfU, to.halfU) + apart(from.halfV, to.halfV) > trembling;
}
}

void PictureMemory::begin(const VnPicture &picture, const Scene &scene, const Lights &lights) {
    const Cells next(picture);
    const bool follows = picture.motion && next == cells && places.size() == scene.bodies.size() && same(lights, lightsBefore);
    age = follows ? age + 1 : 0;
    eyeBefore = eye;
    eye = xyz(picture.eye);
    forwardBefore = forward;
    forward = xyz(picture.forward);
    stands = same(eye, eyeBefore) && same(forward, forwardBefore);
    if (!picture.isAgain) {
        std::swap(alone, aloneBefore);
        std::swap(sun, sunBefore);
        std::swap(lampEdges, lampEdgesBefore);
        lampEdges.assign(picture.height, {});
        alone.assign(picture.height, {});
        sun.resize(size_t(picture.width) * picture.height);
        knowsPixels = follows;
    }
    looksEverywhere = picture.everyCell;
    cells = next;
    std::swap(now, before);
    now.resize(cells.count());
    if (!follows) looks.assign(cells.count(), 0);
    movers.clear();
    hasMoved.assign(scene.bodies.size(), false);
    places.resize(scene.bodies.size());
    for (size_t i = 0; i < scene.bodies.size(); i++) {
        const LitBody &body = scene.bodies[i];
        if (follows && !moves(places[i], body.worldFromBody, body.radius)) continue;
        hasMoved[i] = follows;
        if (follows) movers.push_back({{places[i].origin, body.worldFromBody.origin}, body.radius});
        places[i] = body.worldFromBody;
    }
    constexpr float much = 0.1f;
    movedLamps = 0;
    float power = 0, movedPower = 0;
    for (const AreaLight &light : lights.area) power += light.power();
    if (!follows) lightsBefore = lights;
    lamps = LampKinds(lights);
    for (size_t k = 0; k < lights.area.size(); k++) {
        if (!moves(lightsBefore.area[k], lights.area[k])) continue;
        movedLamps |= 1u << std::min(k, size_t(31));
        movedPower += lights.area[k].power();
        lightsBefore.area[k] = lights.area[k];
    }
    isMoved = movedPower > much * power;
}

bool PictureMemory::isTurn(int column, int row, float known, bool isQuiet) const {
    constexpr uint32_t order[4] = {0, 3, 1, 2};
    constexpr float much = 12;
    if (!remembers() || looksEverywhere) return true;
    const bool knowsMuch = known >= much;
    if (isQuiet && stands && !knowsMuch) return isBlack(column, row + int(age));
    return uint32_t((column & 1) + 2 * (row & 1)) == order[age & 3] && !(isQuiet && knowsMuch && (((column ^ row) >> 1 ^ age >> 2) & 1));
}

// The smoother a surface, the sooner its reflections have moved on.
static float keptGloss(float cosineOfTurn, float roughness) {
    const float turned = sqrt(max(0.0f, 2.0f - 2.0f * cosineOfTurn));
    return max(0.0f, 1.0f - turned / (0.02f + 0.1f * square(roughness)));
}

PictureMemory::Kept PictureMemory::kept(vec3 point, float roughness) const {
    const vec3 seen = point - eye, seenBefore = point - eyeBefore;
    const float distance = length(seen), distanceBefore = length(seenBefore), cosine = dot(seen, seenBefore) / (distance * distanceBefore);
    if (cosine < 0.99f || distance < 0.8f * distanceBefore || distanceBefore < 0.8f * distance) return {false, 0};
    return {true, keptGloss(cosine, roughness)};
}

Remembered PictureMemory::recall(const VnPicture &picture, vec3 at, vec3 facing, int x, int y) const {
    Remembered found;
    if (!remembers()) return found;
    const int i = y * picture.width + x;
    const f4 point = pack(at), normal = pack(facing);
    const Kept kept = this->kept(at, picture.roughness[i]);
    if (!kept.isAny) return found;
    // What moves by itself has no place of its own to be compared. What stands has small lamps' shadows of the nearest place that is known: mixed from picture
    // to picture of a moving camera they'd spread until they are gone. Windows' are soft, and few rays' grain, handed on by the nearest, would be clouds: they are
    // mixed a little.
    constexpr float mixing = 0.3f;
    const bool stands = !isMoving(picture.ids[i]);
    const float scale = 1.0f / (0.003f + cells.edge * picture.depth[i] / picture.focalLengthInPixels);
    float sum = 0, squares = 0, clear = 0, gloss = 0, indirect = 0, sharp = 0, nearest = 0, least = 1e30f;
    f8 visibility = {};
    cells.around(x + picture.motion[2 * i], y + picture.motion[2 * i + 1], [&](int j, float w) {
        if (before.ids[j] != picture.ids[i] || before.point[j][3] == 0) return;
        const f4 d = (before.point[j] - point) * normal, c = before.normal[j] * normal;
        const float cosine = c[0] + c[1] + c[2];
        if (cosine < 0.8f || (stands && std::fabs(d[0] + d[1] + d[2]) * scale > 1)) return;
        const float away = apart(unpack(before.shadowAt[j]), at);
        visibility += before.visibility[j] * w;
        sharp += before.shadowAt[j][3] * w;
        if (stands && away < least) { least = away; found.visibility = before.visibility[j]; found.shadowAt = before.shadowAt[j]; }
        // Its reflections turn twice as far as it does.
        const float g = w * before.gloss[j][glossCount] * (stands ? 1 : keptGloss(2 * cosine * cosine - 1, picture.roughness[i])), n = w * before.indirect[j][indirectCount];
        found.gloss += before.gloss[j] * g;
        found.indirect += before.indirect[j] * n;
        gloss += g;
        indirect += n;
        sum += w;
        squares += w * w;
        clear += w * before.clear[j];
        if (w > nearest) { nearest = w; found.sun = before.sun[j]; }
    });
    if (sum < 0.2f) return {};
    visibility /= sum;
    if (!stands) { found.visibility = visibility; found.shadowAt = pack(at, sharp / sum); }
    else found.visibility += mixing * lamps.wide * (visibility - found.visibility);
    found.gloss = gloss > 0 ? found.gloss / gloss : f8{};
    found.indirect = indirect > 0 ? found.indirect / indirect : f8{};
    found.gloss[glossCount] = kept.gloss * gloss / sum;
    found.indirect[indirectCount] = indirect / sum;
    // Light that cells hand on from picture to picture of a moving camera spreads: once it stands, that is worth little beside what is seen now.
    constexpr float spreading = 0.3f, standing = 0.01f;
    const float mixed = 1 - squares / square(sum);
    found.clear = clear / sum * (1 - spreading * mixed);
    if (mixed < standing && found.clear < 1 - standing) {
        found.gloss[glossCount] *= found.clear;
        found.indirect[indirectCount] *= found.clear;
        found.clear = 1;
    }
    return found;
}

Remembered PictureMemory::recallAlone(const VnPicture &picture, vec3 point, vec3 normal, int x, int y) const {
    const int i = y * picture.width + x;
    const Kept kept = this->kept(point, picture.roughness[i]);
    if (!knowsPixels || !kept.isAny || isMoving(picture.ids[i])) return {};
    const float u = x + picture.motion[2 * i], v = y + picture.motion[2 * i + 1], width = picture.depth[i] / picture.focalLengthInPixels;
    const AlonePixel *best = nullptr;
    float least = 2 * width;
    for (int row = std::max(0, int(std::floor(v))); row <= std::min(picture.height - 1, int(std::floor(v)) + 1); row++) {
        for (const AlonePixel &other : aloneBefore[row]) {
            if (other.x < u - 1 || other.x > u + 1 || other.id != picture.ids[i] || dot(other.normal, normal) < 0.8f) continue;
            const float away = apart(other.point, point);
            if (away < least) { least = away; best = &other; }
        }
    }
    if (!best) return {};
    Remembered found = best->mind;
    found.gloss[glossCount] *= kept.gloss;
    return found;
}

const f4 *PictureMemory::recallSun(const VnPicture &picture, vec3 point, float tolerance, int pixel) const {
    if (!knowsPixels || isMoving(picture.ids[pixel])) return nullptr;
    const int x = int(std::lround(pixel % picture.width + picture.motion[2 * pixel])), y = int(std::lround(pixel / picture.width + picture.motion[2 * pixel + 1]));
    if (x < 0 || x >= picture.width || y < 0 || y >= picture.height) return nullptr;
    const int j = y * picture.width + x;
    const bool isSame = sunBefore.ids[j] == picture.ids[pixel] && sunBefore.quarters[j][0] >= 0;
    return isSame && std::fabs(sunBefore.depth[j] - dot(point - eyeBefore, forwardBefore)) < tolerance ? &sunBefore.quarters[j] : nullptr;
}

const LampEdgePixel *PictureMemory::recallLampEdge(const VnPicture &picture, int x, int y) const {
    const int i = y * picture.width + x;
    if (!knowsPixels || isMoving(picture.ids[i])) return nullptr;
    const int row = int(std::lround(y + picture.motion[2 * i + 1])), column = int(std::lround(x + picture.motion[2 * i]));
    if (row < 0 || row >= picture.height) return nullptr;
    const auto &known = lampEdgesBefore[row];
    const auto found = std::lower_bound(known.begin(), known.end(), column, [](const LampEdgePixel &a, int x) { return a.x < x; });
    return found != known.end() && found->x == column && found->id == picture.ids[i] ? &*found : nullptr;
}

bool PictureMemory::isStrip(int column, int row) const {
    constexpr uint8_t both = shaded | sunlit;
    if ((sunLately(row * cells.columns + column) & both) != both) return false;
    bool isBySun = false, isByShade = false;
    cells.near(column, row, [&](int j) {
        const uint8_t seen = sunLately(j) & both;
        isBySun |= seen == sunlit;
        isByShade |= seen == shaded;
    });
    return isByShade && !isBySun;
}

// The light that reaches a point comes from within a cone that ends at the lamp, the sun's along a line.
Disturbance PictureMemory::disturbance(const Lights &lights, vec3 low, vec3 high) const {
    constexpr float nearness = 0.35f, surroundings = 1.5f;
    Disturbance result;
    result.lamps = movedLamps;
    result.isNear = isMoved;
    result.isAround = movedLamps != 0;
    if (movers.empty() || low.x > high.x) return result;
    const vec3 middle = (low + high) * 0.5f;
    const float reach = length(high - low) * 0.5f;
    for (const Mover &mover : movers) {
        for (vec3 centre : mover.centre) {
            const vec3 to = centre - middle;
            result.isByMovers |= length(to) < reach + mover.radius + nearness;
            result.isAround |= length(to) < reach + mover.radius + surroundings;
            const float up = dot(to, lights.directionToSun);
            if (lights.sunShines && up > -reach - mover.radius && length(to - lights.directionToSun * up) < reach + mover.radius + trembling) result.sun = true;
            for (size_t k = 0; k < lights.area.size() && k < 32; k++) {
                const AreaLight &lamp = lights.area[k];
                const vec3 towards = lamp.centre - middle;
                const float share = clamp(dot(to, towards) / max(1e-6f, dot(towards, towards)), 0.0f, 1.0f);
                const float extent = lamp.isSphere ? lamp.radius : length(lamp.halfU) + length(lamp.halfV);
                if (length(to - towards * share) > reach * (1 - share) + mover.radius + extent * share) continue;
                // Small things before a large window hide little of it.
                const bool isMuch = mover.radius * length(towards) > 0.3f * extent * max(mover.radius, length(to) - reach);
                (isMuch ? result.lamps : result.fading) |= 1u << k;
            }
        }
    }
    result.isNear |= result.isByMovers;
    return result;
}
