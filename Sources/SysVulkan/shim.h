#pragma once
#include <vulkan/vulkan.h>
// Swift does not import function-like macros.
static const uint32_t vnVulkanApiVersion13 = VK_API_VERSION_1_3;
static const uint64_t vnVulkanWholeSize = VK_WHOLE_SIZE;
