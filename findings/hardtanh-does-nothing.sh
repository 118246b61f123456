#!/usr/bin/env bash
# TorchSharp 0.107.0, nn.Hardtanh, nn.functional.hardtanh and tensor.hardtanh: they are the identity. A good engineer would guess that values are held between -1 and 1, or what is asked for. They go through as they
# are, and so does their gradient: a network with them is linear where it should not be, and an output that should stay in a range does not. What works in place (inplace: true, hardtanh_) is right, and so is relu6.
# Tensor.hardtanh calls the native function and returns this, not what that returned. Needs GLIBCXX_3.4.32, as Debian 13's libstdc++ has. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.csproj <<'END_OF_PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <InvariantGlobalization>true</InvariantGlobalization>
    <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
    <SelfContained>false</SelfContained>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="0.107.0" />
    <PackageReference Include="libtorch-cpu-linux-x64" Version="2.10.0" />
  </ItemGroup>
</Project>
END_OF_PROJECT

cat > Program.cs <<'END_OF_PROGRAM'
using TorchSharp;
using static TorchSharp.torch;

try
{
    zeros(1).Dispose();
}
catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or NotSupportedException)
{
    Console.WriteLine("libtorch does not run here (it needs GLIBCXX_3.4.32): nothing was tried");
    return 2;
}

Console.WriteLine("TorchSharp 0.107.0, libtorch 2.10.0");
using var scope = NewDisposeScope();
var values = tensor(new[] { -3f, -0.5f, 0.5f, 3f });
var (module, function, method) = (nn.Hardtanh().call(values), nn.functional.hardtanh(values), values.hardtanh(-1, 1));
var inPlace = nn.Hardtanh(inplace: true).call(values.clone());
Console.WriteLine("expected: [-1, -0.5, 0.5, 1] from the module, the function and the method");
Console.WriteLine($"seen: {Text(module)} from the module, {Text(function)} from the function, {Text(method)} from the method; {Text(inPlace)} from the module in place");
return Text(module) == Text(values) && Text(function) == Text(values) && Text(method) == Text(values) && Text(inPlace) == "[-1, -0.5, 0.5, 1]" ? 0 : 1;

static string Text(Tensor values) => $"[{string.Join(", ", values.data<float>().ToArray())}]";
END_OF_PROGRAM

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/linux-x64/finding.dll || { [ $? -eq 2 ] && exit 2; exit 1; }
