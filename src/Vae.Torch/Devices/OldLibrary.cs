namespace Vae.Torch.Devices;

/// <summary>A library of the system that lacks a version of its symbols.</summary>
/// <param name="File">Where it lies.</param>
/// <param name="Found">The newest version that it has, such as <c>GLIBCXX_3.4.30</c>.</param>
/// <param name="Wanted">The newest version that libtorch's native half needs.</param>
internal sealed record OldLibrary(string File, string Found, string Wanted);
