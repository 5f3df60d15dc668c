// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
// The processor's own vector width: what it changes in the last bit is recorded with every export.
let kernels: [CXXSetting] = [
    .unsafeFlags(["-O3", "-march=native", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math", "-Wall", "-Wextra", "-Werror"])
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name + "Tests", dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "Veneer",
    targets: [
        // System libraries and C facades: no C++ type leaves them.
        .systemLibrary(name: "SysBullet", path: "Sources/SysBullet", pkgConfig: "bullet", providers: [.apt(["libbullet-dev"])]),
        .systemLibrary(name: "SysEmbree", path: "Sources/SysEmbree", providers: [.apt(["libembree-dev"])]),
        .systemLibrary(name: "SysVulkan", path: "Sources/SysVulkan", pkgConfig: "vulkan", providers: [.apt(["libvulkan-dev"])]),
        .systemLibrary(name: "SysGLFW", path: "Sources/SysGLFW", pkgConfig: "glfw3", providers: [.apt(["libglfw3-dev"])]),
        .systemLibrary(name: "SysZ", path: "Sources/SysZ", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "ShaderTypes", path: "Shaders/Types"),
        // The same arithmetic on every step: no fused multiply-add in the shim.
        .target(name: "CBullet", dependencies: ["SysBullet"], cxxSettings: [.unsafeFlags(["-O2", "-ffp-contract=off", "-Wall", "-Werror"])]),
        .target(name: "CMaterials", dependencies: ["ShaderTypes"], cxxSettings: kernels + [.headerSearchPath("../../Shaders/Types")]),
        .target(
            name: "CLight", dependencies: ["SysEmbree", "ShaderTypes"],
            cxxSettings: kernels + [.headerSearchPath("../../Shaders/Types"), .headerSearchPath("../CMaterials")],
            linkerSettings: [.linkedLibrary("embree3")]),
        .target(name: "CKernels", cxxSettings: kernels),
        .target(
            name: "CAssets", cSettings: [.unsafeFlags(["-O2", "-Wall", "-Wextra", "-Werror"])],
            linkerSettings: [.linkedLibrary("png16"), .linkedLibrary("jpeg")]),

        .executableTarget(name: "ShaderCompiler", path: "Plugins/ShaderCompilerTool", swiftSettings: strict),
        .plugin(name: "Shaderc", capability: .buildTool(), dependencies: ["ShaderCompiler"], path: "Plugins/Shaderc"),
        .target(name: "Shaders", path: "Shaders", exclude: ["Types"], swiftSettings: strict, plugins: ["Shaderc"]),

        module("VeneerMath"),
        module("VeneerFrame", ["VeneerMath"]),
        module("VeneerAssets", ["VeneerMath", "CAssets", "SysZ"]),
        .target(
            name: "VeneerWorld", dependencies: ["VeneerMath", "VeneerAssets", "CMaterials", "ShaderTypes"],
            resources: [.embedInCode("Generators/Furniture.txt")], swiftSettings: strict),
        module("VeneerPhysics", ["VeneerMath", "VeneerAssets", "VeneerWorld", "CBullet"]),
        module("VeneerLight", ["VeneerMath", "VeneerAssets", "VeneerWorld", "VeneerFrame", "CLight", "ShaderTypes"]),
        module("VeneerGPU", ["VeneerMath", "VeneerFrame", "SysVulkan"]),
        module("VeneerRender", ["VeneerMath", "VeneerAssets", "VeneerWorld", "VeneerFrame", "VeneerGPU", "ShaderTypes", "Shaders"]),
        module("VeneerTensor", ["VeneerMath", "VeneerGPU", "CKernels", "ShaderTypes", "Shaders"]),
        module("VeneerPaint", ["VeneerMath", "VeneerFrame", "VeneerGPU", "VeneerTensor", "CKernels", "ShaderTypes", "Shaders"]),
        module("VeneerExport", ["VeneerMath", "VeneerAssets", "VeneerWorld", "VeneerFrame", "SysZ"]),
        module(
            "VeneerSession",
            ["VeneerMath", "VeneerWorld", "VeneerFrame", "VeneerPhysics", "VeneerLight", "VeneerGPU", "VeneerRender", "VeneerPaint", "VeneerExport"]),
        module(
            "VeneerJudge",
            ["VeneerMath", "VeneerWorld", "VeneerFrame", "VeneerPhysics", "VeneerGPU", "VeneerPaint", "VeneerExport", "VeneerSession"]),
        module("VeneerViewer", ["VeneerMath", "VeneerWorld", "VeneerFrame", "VeneerPhysics", "VeneerGPU", "VeneerExport", "VeneerSession", "SysGLFW"]),
        .executableTarget(
            name: "VeneerCommand",
            dependencies: [
                "VeneerMath", "VeneerAssets", "VeneerWorld", "VeneerFrame", "VeneerPhysics", "VeneerLight", "VeneerGPU", "VeneerRender", "VeneerTensor",
                "VeneerPaint",
                "VeneerExport", "VeneerSession", "VeneerJudge", "VeneerViewer",
            ],
            path: "Sources/veneer", swiftSettings: strict),

        tests("VeneerMath", ["VeneerMath"]),
        tests("VeneerFrame", ["VeneerMath", "VeneerFrame"]),
        tests("VeneerAssets", ["VeneerMath", "VeneerAssets"]),
        tests("VeneerWorld", ["VeneerMath", "VeneerAssets", "VeneerWorld"]),
        tests("VeneerPhysics", ["VeneerMath", "VeneerAssets", "VeneerWorld", "VeneerPhysics"]),
        tests("VeneerLight", ["VeneerMath", "VeneerAssets", "VeneerWorld", "VeneerFrame", "VeneerLight"]),
        tests("VeneerRender", ["VeneerMath", "VeneerAssets", "VeneerWorld", "VeneerFrame", "VeneerGPU", "VeneerRender"]),
        tests("VeneerPaint", ["VeneerMath", "VeneerFrame", "VeneerGPU", "VeneerTensor", "VeneerPaint"]),
        tests("VeneerExport", ["VeneerMath", "VeneerWorld", "VeneerFrame", "VeneerExport"]),
        .testTarget(name: "VeneerCommandTests", dependencies: ["VeneerExport", "VeneerCommand"], swiftSettings: strict),
        tests("VeneerSession", ["VeneerMath", "VeneerWorld", "VeneerFrame", "VeneerPhysics", "VeneerGPU", "VeneerPaint", "VeneerExport", "VeneerSession"]),
        tests("VeneerJudge", ["VeneerMath", "VeneerWorld", "VeneerFrame", "VeneerGPU", "VeneerPaint", "VeneerJudge"]),
        tests("VeneerViewer", ["VeneerMath", "VeneerWorld", "VeneerPhysics", "VeneerViewer"]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
