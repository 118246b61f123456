using System.Runtime.InteropServices;

namespace Vae.Bench.Measuring;

/// <summary>What a measurement was made on.</summary>
internal static class Machine
{
    /// <summary>Processor, cores, system and runtime in a line.</summary>
    public static string Describe() =>
        $"{Processor()}, {Environment.ProcessorCount} {(Environment.ProcessorCount == 1 ? "core" : "cores")}, {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}";

    /// <summary>Processes that waited for a core in the last minute, on average; null where the system does not tell.</summary>
    public static double? Load()
    {
        const string LoadAverage = "/proc/loadavg";
        return File.Exists(LoadAverage) ? double.Parse(File.ReadAllText(LoadAverage).Split(' ')[0]) : null;
    }

    private static string Processor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        if (File.Exists(CpuInfo))
        {
            var fields = File.ReadLines(CpuInfo).TakeWhile(line => line.Length > 0).Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2)
                .ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim());
            if (fields.TryGetValue("model name", out var name))
            {
                // A virtual machine may hide the model's number: family and model tell the generation.
                return fields.TryGetValue("cpu family", out var family) && fields.TryGetValue("model", out var model)
                    ? $"{name} (family {family}, model {model})"
                    : name;
            }
        }

        return RuntimeInformation.ProcessArchitecture.ToString();
    }
}
