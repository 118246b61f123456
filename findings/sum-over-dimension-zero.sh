#!/usr/bin/env bash
# TorchSharp 0.107.0, tensor.sum(0), torch.sum(tensor, 0), tensor.prod(0): the literal 0 is not a dimension but a type. A good engineer would guess that sum(0) adds up the rows, as sum(1) adds up the columns, and as
# mean, std, max and cumsum with a 0 do. It is the sum of everything, each value made a whole number of 8 bits first, modulo 256: one small number that goes on through whatever comes behind it by broadcasting, so that
# nothing is thrown. C# lets a constant 0 be any enumeration, sum(ScalarType? type = null) needs no default filled in, sum(long dim, bool keepdim = false, ...) does, and ScalarType 0 is Byte. A 0 in a variable,
# sum(dim: 0), sum([0]) and sum(0, keepdim: true) are right. Needs GLIBCXX_3.4.32, as Debian 13's libstdc++ has. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
var values = tensor(new[] { 100f, 200f, 0.5f, 1f, 2f, 3f }).reshape(2, 3);
var (byLiteral, byOne, byName) = (values.sum(0), values.sum(1), values.sum(dim: 0));
var product = values.prod(0);
Console.WriteLine("expected: sum(0) of [[100, 200, 0.5], [1, 2, 3]] is [101, 202, 3.5], Float32, and prod(0) is [100, 400, 1.5]");
Console.WriteLine($"seen: sum(0) {Text(byLiteral)}, prod(0) {Text(product)}; sum(dim: 0) {Text(byName)}, sum(1) {Text(byOne)}");
return byLiteral.dtype == uint8 && byLiteral.dim() == 0 && byLiteral.item<byte>() == 50 && product.dtype == uint8 && byName.dim() == 1 && byOne.dim() == 1 ? 0 : 1;

static string Text(Tensor tensor) => $"[{string.Join(", ", tensor.to(float32).reshape(-1).data<float>().ToArray())}], {tensor.dtype}, of {tensor.dim()} dimensions";
END_OF_PROGRAM

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/linux-x64/finding.dll || { [ $? -eq 2 ] && exit 2; exit 1; }
