using System.Reflection;

namespace Standin.Tests;

/// <summary>Which flavour of ML.NET these tests were built on.</summary>
internal static class Flavour
{
    public static bool IsReal { get; } = typeof(Flavour).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "MLNetFlavour").Value == "real";
}
