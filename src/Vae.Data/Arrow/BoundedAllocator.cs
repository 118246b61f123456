using System.Buffers;
using Apache.Arrow.Memory;

namespace Vae.Data.Arrow;

/// <summary>Gives the library memory, but never more than a file of some length can mean: a damaged length would take all there is.</summary>
/// <param name="fileLength">The length of the file, in bytes.</param>
internal sealed class BoundedAllocator(long fileLength) : MemoryAllocator
{
    private const long Least = 1 << 26;

    // What is compressed may be as many times longer: columns of one value are.
    private const long MostTimes = 1 << 10;

    private readonly long most = Least + (fileLength <= int.MaxValue ? fileLength * MostTimes : int.MaxValue);

    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        if (length < 0 || length > most)
        {
            throw new InvalidDataException(Invariant($"a part of it says that it is {length} bytes long"));
        }

        bytesAllocated = length;
        return new Block(length);
    }

    private sealed class Block(int length) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; private set; } = new byte[length];

        public void Dispose() => Memory = default;
    }
}
