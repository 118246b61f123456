using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Vae.Torch.Tests.Tensors;

/// <summary>
/// TorchSharp 0.107's operators below make a native number that nobody keeps (its Tensor.Math.cs: <c>add(scalar)</c> is <c>add(scalar, 1)</c>): a garbage collection in the call frees it while libtorch reads it, once in some
/// thousand runs, as "Expected false to be true". The engine calls none of them.
/// </summary>
public sealed class KeptNumbersTests
{
    // Name and parameters of the overload that makes a number.
    private static readonly (string Name, int Parameters)[] Forgetful = [("add", 1), ("add_", 1), ("op_Addition", 2), ("square", 0), ("softplus", 2)];

    [Fact]
    public void Engine_CallsNoOperatorThatForgetsItsNumber() => Assert.Empty(CallsOf("Vae.Torch.dll").Intersect(Forgetful));

    [Fact]
    public void Engine_CallsThoseThatTakeANumberThatIsKept() => Assert.Superset(new HashSet<(string, int)> { ("add", 2), ("add_", 2) }, CallsOf("Vae.Torch.dll").ToHashSet());

    private static List<(string Name, int Parameters)> CallsOf(string assembly)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly));
        using var image = new PEReader(file);
        var reader = image.GetMetadataReader();
        var calls = new List<(string, int)>();
        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (member.GetKind() == MemberReferenceKind.Method && member.Parent.Kind == HandleKind.TypeReference
                && reader.GetString(reader.GetTypeReference((TypeReferenceHandle)member.Parent).Name) == "Tensor")
            {
                var signature = reader.GetBlobReader(member.Signature);
                signature.ReadSignatureHeader();
                calls.Add((reader.GetString(member.Name), signature.ReadCompressedInteger()));
            }
        }

        return calls;
    }
}
