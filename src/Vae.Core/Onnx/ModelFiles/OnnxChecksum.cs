using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Vae.Core.Onnx.Messages;

namespace Vae.Core.Onnx.ModelFiles;

/// <summary>SHA-256 over the model's JSON and every initialiser, so that a flipped bit in a weight does not pass for a weight.</summary>
internal static class OnnxChecksum
{
    /// <summary>Lower-case hexadecimal digits.</summary>
    public static string Of(string modelJson, string exportJson, GraphProto graph)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(modelJson));
        Append(hash, Encoding.UTF8.GetBytes(exportJson));
        foreach (var tensor in graph.Initializer)
        {
            Append(hash, Encoding.UTF8.GetBytes(tensor.Name));
            Append(hash, tensor.RawData.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Each part goes in behind its length, so that no two files share a sequence of bytes.</summary>
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
