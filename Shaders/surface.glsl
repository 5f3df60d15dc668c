// One body's surface over the pixels that show it; what is the same for a whole body comes as constants. Who includes this defines
// `surfaceAt`: the material at a place, over what a pixel covers there; `reliefAt`: the normal that its relief gives it; and `isSpeckled`: whether what a
// pixel half covers is sharp and strong enough to need four looks.
layout(location = 0) in vec3 rayInWorld;
layout(location = 1) in vec3 rayInBody;
layout(location = 2) in vec3 previousRayInClip;
layout(location = 3) flat in vec3 eyeInBody;
layout(location = 4) flat in vec3 previousEyeInClip;
layout(location = 0) out vec4 baseColourAndRoughness;
layout(location = 1) out vec4 normalAndMetallic;
layout(location = 2) out vec4 motionNoiseDepth;

layout(scalar, set = 0, binding = 0) readonly buffer Views { VnView view; };
layout(set = 0, binding = 2) uniform texture2D normalAndDepth;
layout(set = 0, binding = 3) uniform utexture2D instanceIds;
layout(scalar, push_constant) uniform Constants { VnSurface surface; };

void main() {
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    vec3 rayAcross = dFdx(rayInBody), rayAcrossInWorld = dFdx(rayInWorld), rayDown = dFdy(rayInBody), rayDownInWorld = dFdy(rayInWorld);
    // Stencil values are shared where more bodies are in view than there are values.
    if ((texelFetch(instanceIds, pixel, 0).x & 0xffffu) != surface.ids.x) { discard; }
    vec4 seen = texelFetch(normalAndDepth, pixel, 0);
    float depth = seen.w;
    vec3 positionInBody = eyeInBody + depth * rayInBody;

    // A normal that smoothing turned past the silhouette is turned back until it is seen edge-on.
    vec3 normal = seen.xyz;
    float rayLength2 = dot(rayInWorld, rayInWorld);
    float away = max(dot(normal, rayInWorld), 0.0);
    normal = normalize(normal - rayInWorld * (away / rayLength2));

    // What the pixel covers of the surface's plane; surfaces seen nearly edge-on count as a little less slanted.
    float pixelWidth = depth * view.cameraInWorld.w;
    float facing = max(-dot(normal, rayInWorld), 0.1 * sqrt(rayLength2));
    vec3 across = depth * (rayAcross + rayInBody * (dot(normal, rayAcrossInWorld) / facing));
    vec3 down = depth * (rayDown + rayInBody * (dot(normal, rayDownInWorld) / facing));
    vec4 covered = vec4(abs(across) + abs(down), pixelWidth * pow(rayLength2, 0.25) * inversesqrt(facing));

    vec3 base; float roughness; float metallic;
    if (isSpeckled()) {
        base = vec3(0.0); roughness = 0.0;
        for (int k = 0; k < 4; k++) {
            vec3 quarter = positionInBody + (float(k & 1) - 0.5) * 0.5 * across + (float(k >> 1) - 0.5) * 0.5 * down; vec3 itsBase; float itsRoughness;
            surfaceAt(surface.material, quarter, 0.5 * covered, itsBase, itsRoughness, metallic);
            base += 0.25 * itsBase; roughness += 0.25 * itsRoughness;
        }
    } else {
        surfaceAt(surface.material, positionInBody, covered, base, roughness, metallic);
    }
    normal = reliefAt(surface.material, positionInBody, covered, normal, surface.ids.x - 1u, roughness);
    baseColourAndRoughness = vec4(base, roughness);
    normalAndMetallic = vec4(normal, metallic);

    float noise = vnAnchoredNoise(positionInBody, pixelWidth, surface.ids.w);
    vec3 before = previousEyeInClip + depth * previousRayInClip;
    vec2 previousPixel = (before.xy / before.z * 0.5 + 0.5) * view.sizeInPixels.xy;
    motionNoiseDepth = vec4(previousPixel - gl_FragCoord.xy, noise, depth);
}
